const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, '微信 WeChat'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/HeadlessChrome|Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** `Chrome · Windows` from a User-Agent; a program's first word as it is; null when nothing was sent. */
export function deviceName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const find = (list: readonly (readonly [RegExp, string])[]) =>
    list.find(([shape]) => shape.test(userAgent))?.[1];
  const named = [find(browsers), find(systems)].filter((name) => name !== undefined);
  return named.length > 0 ? named.join(' · ') : (userAgent.split(/[ /]/)[0] ?? null);
}
