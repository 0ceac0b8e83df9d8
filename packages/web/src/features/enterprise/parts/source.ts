import { useT } from '../../../i18n/messages.ts';
import { firmWords } from './words.ts';

/** Who says so, in words: `return:2025` is 2025 年报; an unknown source is shown as it is written. */
export function useSourceName(): (source: string) => string {
  const t = useT(firmWords);
  return (source) => {
    const year = /^return:(\d{4})$/.exec(source)?.[1];
    if (year) return t.returnOf(year);
    const what = /^import:(.+)$/.exec(source)?.[1];
    if (what) return t.importOf(what);
    if (source.startsWith('review:')) return t.reviewFinding;
    return t.sources[source] ?? source;
  };
}
