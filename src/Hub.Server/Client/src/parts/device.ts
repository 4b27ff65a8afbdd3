/** What a browser says of itself, in two words that its owner knows. */
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
];
/** Those that call themselves by others' names too stand before these. */
const browsers: [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/Edg/, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];

export function nameOfDevice(agent: string, words: { unknown: string; script: string }): string {
  const found = [systems, browsers].map(list => list.find(([is]) => is.test(agent))?.[1]).filter(Boolean);
  return found.length > 0 ? found.join(' · ') : agent ? words.script : words.unknown;
}
