import type { CatalogueItem } from '@hegu/contract/catalogue.ts';
import { PolicyCard } from '@hegu/contract/policy/card.ts';
import { Link } from '@tanstack/react-router';
import { kindWord, kindWords, modeWord, modeWords } from '../../i18n/kinds.ts';
import { useLocale } from '../../i18n/locale.ts';
import { makerFound } from '../../i18n/maker.ts';
import { useT } from '../../i18n/messages.ts';
import { placeOf } from '../../lib/places.ts';
import { Highlight } from '../../ui/highlight.tsx';
import { StatusTag } from '../../ui/status-tag.tsx';
import { Amount, WindowTag } from '../policy/parts/parts.tsx';
import { catalogue } from './messages.ts';
import styles from './search.module.css';

/** One entry of the catalogue, whatever it is, with what was looked for marked. */
export function Hit({ item }: { item: CatalogueItem }) {
  const t = useT(catalogue);
  const kinds = useT(kindWords);
  const modes = useT(modeWords);
  const locale = useLocale();
  const english = locale === 'en';
  const { clauseId } = item.card;
  const place = placeOf(item.kind, typeof clauseId === 'string' ? clauseId : item.refId);
  const title =
    english && item.titleEn ? (
      <Highlight text={item.titleEn} ranges={item.highlights.titleEn} />
    ) : (
      <Highlight text={item.titleZh} ranges={item.highlights.titleZh} />
    );
  const subtitle =
    english && item.subtitleEn ? (
      <Highlight text={item.subtitleEn} ranges={item.highlights.subtitleEn} />
    ) : (
      <Highlight text={item.subtitleZh} ranges={item.highlights.subtitleZh} />
    );
  return (
    <li className={styles.hit}>
      <span className={styles.kind}>{kindWord(kinds, item.kind)}</span>
      <div className={styles.body}>
        <h2 className={styles.title}>{place ? <Link to={place}>{title}</Link> : title}</h2>
        <p className={styles.model}>
          {item.model && <Highlight text={item.model} ranges={item.highlights.model} />}
          {item.model && item.maker && ' · '}
          {item.maker && <Highlight {...makerFound(item.maker, locale, item.highlights.maker)} />}
          {!item.model && !item.maker && subtitle}
        </p>
        {item.snippet && (
          <p className={styles.snippet}>
            <Highlight text={item.snippet.text} ranges={item.snippet.ranges} />
          </p>
        )}
      </div>
      <div className={styles.side}>
        <span>
          {english && item.ownerEn ? (
            <Highlight text={item.ownerEn} ranges={item.highlights.ownerEn} />
          ) : (
            <Highlight text={item.ownerZh} ranges={item.highlights.ownerZh} />
          )}
        </span>
        <span className={styles.modes}>
          {item.modes.map((mode) => modeWord(modes, mode)).join(english ? ', ' : '、')}
        </span>
        {item.kind === 'policy' && <PolicySide card={item.card} />}
        {item.membersOnly && <StatusTag tone="calm">{t.membersOnly}</StatusTag>}
      </div>
    </li>
  );
}

/** What a clause gives, and until when one can apply for it. */
function PolicySide({ card }: { card: CatalogueItem['card'] }) {
  const read = PolicyCard.safeParse(card);
  if (!read.success) return null;
  return (
    <>
      <Amount clause={read.data} explain={false} />
      <WindowTag clause={read.data} />
    </>
  );
}
