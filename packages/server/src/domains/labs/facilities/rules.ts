/**
 * What a person calls a district (`嘉定区`, `嘉定`, `Jiading`, `310114`) as its GB/T 2260 code; a place the pack does not
 * know (a valley elsewhere) stays as it was written.
 */
export function districtCode(
  written: string,
  districts: Iterable<{ readonly code: string; readonly zh: string; readonly en: string }>,
): string {
  const fold = (s: string) =>
    s
      .toLowerCase()
      .replace(/(?:新区|区|县| new area| district)$/, '')
      .replace(/['’\s-]/g, '');
  const wanted = fold(written);
  for (const d of districts) {
    if (d.code === written || fold(d.zh) === wanted || fold(d.en) === wanted) return d.code;
  }
  return written;
}
