import { defineConfig } from 'vite';

const hub = process.env.HUB ?? 'http://localhost:5080';

export default defineConfig({
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    // The browsers inside WeChat on older phones.
    target: ['chrome87', 'safari14'],
    modulePreload: { polyfill: false },
    // Everything inlined as data: would be sent with every page and cached with none.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': hub, '/hubs': { target: hub, ws: true } },
  },
});
