import type { Application } from '@hegu/contract/policy/applications.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useFormat } from '../../../lib/session.ts';
import { useSourceName } from '../../enterprise/parts/source.ts';
import { usePlaceWords } from './names.ts';

/** What a document is taken from that the platform has: the fact, who says so and since when. */
export function Taken({ from }: { from: Application['materials'][number]['taken'][number] }) {
  const locale = useLocale();
  const format = useFormat();
  const sourceName = useSourceName();
  const places = usePlaceWords();
  const zh = locale === 'zh';
  const by = [...from.sources.map(sourceName), ...(from.observedOn ? [format.day(from.observedOn)] : [])];
  return `${places(from.text[locale])}${zh ? '（' : ' ('}${by.join(zh ? '，' : ', ')}${zh ? '）' : ')'}`;
}
