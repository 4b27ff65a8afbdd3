import { defineConfig, type Plugin } from 'vite';

const hub = process.env.HUB ?? 'http://localhost:5080';

const unused = new Set([
  'LongPollingTransport',
  'ServerSentEventsTransport',
  'DefaultHttpClient',
  'AccessTokenHttpClient',
  'MessageBuffer',
  'DefaultReconnectPolicy',
  'Subject',
]);

/** SignalR brings what this client never takes: other transports, streams, a way to reconnect of its own. A fifth of what a phone would fetch. */
const webSocketsOnly: Plugin = {
  name: 'web-sockets-only',
  enforce: 'pre',
  apply: 'build',
  resolveId(source, importer) {
    const name = /^\.\/(\w+)$/.exec(source)?.[1];
    return name && unused.has(name) && importer?.includes('@microsoft/signalr') ? `\0unused:${name}` : undefined;
  },
  load(id) {
    // The one method that the WebSocket transport calls on a client it is given.
    return id.startsWith('\0unused:') ? `export class ${id.slice('\0unused:'.length)} { getCookieString() {} }` : undefined;
  },
};

export default defineConfig({
  plugins: [webSocketsOnly],
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    // The browsers inside WeChat on older phones.
    target: ['chrome91', 'safari15'],
    modulePreload: {
      polyfill: false,
      // The script lists what is fetched ahead with each page. The home page is what a phone may open first; the others ask for what they need themselves.
      resolveDependencies: (file, needed) => (file.startsWith('assets/home-') ? needed : needed.filter(name => name.endsWith('.css'))),
    },
    // Everything inlined as data: would be sent with every page and cached with none.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // The script names every other file. Short hashes: they do not compress. The builder asks for seven letters from 65 files on.
        entryFileNames: 'assets/[name]-[hash:7].js',
        chunkFileNames: 'assets/[name]-[hash:7].js',
        assetFileNames: 'assets/[name]-[hash:7][extname]',
        // One file for what an attendee needs: it compresses better than three, and is one request.
        codeSplitting: { groups: [{ name: 'main', test: /src\/main\.tsx$/, includeDependenciesRecursively: true }] },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': hub, '/live': hub, '/hubs': { target: hub, ws: true } },
  },
});
