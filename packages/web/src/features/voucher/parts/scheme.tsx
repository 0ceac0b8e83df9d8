import { listSchemes, type Programme, type Scheme } from '@hegu/contract/voucher/schemes.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import styles from './voucher.module.css';
import { voucherWords } from './words.ts';

/** Every version of the schemes, by the hash that a programme keeps. */
export function useSchemes(): readonly Scheme[] | undefined {
  return useRouteQuery(listSchemes, {}, { staleTime: 10 * 60_000 }).data?.items;
}

/** A scheme in plain words, with where they come from and how far that was checked. */
export function SchemeWords({ scheme: s, programme }: { scheme: Scheme; programme?: Programme | undefined }) {
  const t = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  const percent = format.percent(s.percentBp / 10_000);
  const list = (items: readonly { readonly zh: string; readonly en: string }[]) => (
    <ul>
      {items.map((item) => (
        <li key={item.zh}>{item[locale]}</li>
      ))}
    </ul>
  );
  const rows: readonly FactRow[] = [
    [t.scheme.who, list(s.holders.map((h) => h.text))],
    [t.scheme.pays, t.scheme.paysText(percent)],
    [t.scheme.services, list(s.services.map((x) => x.text))],
    [
      t.scheme.excluded,
      <>
        <p>{s.excluded.map((x) => x.text[locale]).join(locale === 'zh' ? '、' : ', ')}</p>
        {s.relatedExcluded && <p>{t.scheme.related}</p>}
      </>,
    ],
    [t.scheme.provider, s.provider[locale]],
    [t.scheme.authority, s.authority[locale]],
    // A scheme lasts longer than the year that a short date leaves out
    [t.scheme.period, s.validFrom],
    [
      t.scheme.source,
      <ul key="s" className={styles.sources}>
        {s.sources.map((source) => (
          <li key={source.name}>
            {source.address ? (
              <a href={source.address} rel="noreferrer noopener" target="_blank">
                {source.name}
              </a>
            ) : (
              source.name
            )}
          </li>
        ))}
        {programme && <li>{t.scheme.basis(programme.basis)}</li>}
      </ul>,
    ],
  ];
  const checked = s.verification.status === 'verified';
  return (
    <Section
      title={t.scheme.title}
      actions={<StatusTag tone={checked ? 'act' : 'wait'}>{t.scheme.marks[s.verification.status]}</StatusTag>}
    >
      <div className={styles.stack}>
        <p>{t.scheme.lead(percent)}</p>
        <Facts rows={rows} />
        {s.verification.note && <p className={styles.faint}>{s.verification.note[locale]}</p>}
      </div>
    </Section>
  );
}
