import { getFirmFacts, recordFacts } from '@hegu/contract/enterprise/facts.ts';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useFormat, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { useFirmCatalogue } from '../../enterprise/parts/catalogue.ts';
import { placeReasons } from '../../enterprise/parts/field-errors.ts';
import { useSourceName } from '../../enterprise/parts/source.ts';
import { printValue } from '../../enterprise/parts/value.ts';
import { type Carried, carriedOf, statementsOf } from './carry.ts';
import { answeredCount, emptyDraft, keepDraft, readDraft, toAnswers } from './draft.ts';
import styles from './match.module.css';
import { matchWords } from './messages.ts';

/**
 * The answers somebody gave before signing in, offered to the record of their firm: beside what is known, to be chosen one by one. What is
 * taken is the firm's own word, and what others say of it stays.
 */
export function CarryOver({ firmId }: { firmId: string }) {
  const t = useT(matchWords).carry;
  const [draft, setDraft] = useState(readDraft);
  const [taken, setTaken] = useState<number | null>(null);
  const drop = (n: number | null) => {
    keepDraft(emptyDraft);
    setDraft(emptyDraft);
    setTaken(n);
  };
  if (answeredCount(draft) === 0)
    return taken ? (
      <div className={styles.carried}>
        <Alert tone="calm" title={t.done(taken)} />
      </div>
    ) : null;
  return (
    <div className={styles.carried}>
      <Offered firmId={firmId} draft={draft} onDone={drop} />
    </div>
  );
}

function Offered({
  firmId,
  draft,
  onDone,
}: {
  firmId: string;
  draft: ReturnType<typeof readDraft>;
  onDone: (taken: number | null) => void;
}) {
  const t = useT(matchWords).carry;
  const zone = useZone();
  const thisYear = civilOf(serverNow(), zone)?.year ?? 0;
  const { data } = useRouteQuery(getFirmFacts, { params: { id: firmId }, query: {} });
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const save = useRouteMutation(recordFacts, { invalidate: ['policy'] });
  if (!data) return null;
  const all = carriedOf(toAnswers(draft), data, thisYear - 1);
  const differ = all.filter((c) => !c.same);
  // Nothing is known: the answer is better than nothing. Something is: that stays, unless the person says otherwise
  const takes = (c: Carried) => chosen.get(c.key) ?? !c.against;
  const picked = differ.filter(takes);
  const placed = placeReasons(save.error, (r) => {
    if (typeof r.data.collection === 'string') {
      const item = picked.filter((c) => c.kind === 'item')[Number(r.data.index)];
      return item?.key ?? null;
    }
    return differ.find((c) => c.kind === 'fact' && c.field === r.data.field)?.key ?? null;
  });
  return (
    <Section title={t.title(all.length)} hint={t.hint}>
      <p>{t.text}</p>
      {all.length > differ.length && <p className={styles.faint}>{t.same(all.length - differ.length)}</p>}
      <div className={styles.carry}>
        {differ.map((c) => (
          <Choice
            key={c.key}
            of={c}
            mine={takes(c)}
            error={placed.at.get(c.key)?.join(' ')}
            onChoose={(mine) => setChosen(new Map(chosen).set(c.key, mine))}
          />
        ))}
      </div>
      {save.error && (placed.rest.length > 0 || placed.at.size === 0) && <ProblemView error={save.error} />}
      <div className={styles.buttons}>
        {picked.length > 0 && (
          <Button
            look="act"
            busy={save.isPending}
            onClick={() =>
              save.mutate(
                { params: { id: firmId }, body: statementsOf(picked) },
                { onSuccess: () => onDone(picked.length) },
              )
            }
          >
            {t.take(picked.length)}
          </Button>
        )}
        <Button look="quiet" onClick={() => onDone(null)}>
          {t.drop}
        </Button>
      </div>
    </Section>
  );
}

function Choice({
  of: c,
  mine,
  error,
  onChoose,
}: {
  of: Carried;
  mine: boolean;
  error: string | undefined;
  onChoose: (mine: boolean) => void;
}) {
  const t = useT(matchWords).carry;
  const locale = useLocale();
  const format = useFormat();
  const sourceName = useSourceName();
  const { catalogue, codeName } = useFirmCatalogue();
  const collection = c.kind === 'item' ? catalogue?.collections.get(c.collection) : undefined;
  const def = c.kind === 'fact' ? catalogue?.byKey.get(c.field) : undefined;
  const item = (values: Extract<Carried, { kind: 'item' }>['values']) =>
    Object.entries(values)
      .filter(([key]) => collection?.byKey.has(key))
      .map(([key, value]) => printValue(collection?.byKey.get(key), value, locale, codeName))
      .join(locale === 'zh' ? '，' : ', ');
  const label =
    c.kind === 'item'
      ? (collection?.label[locale] ?? c.collection)
      : `${c.year === null ? '' : locale === 'zh' ? `${c.year} 年` : `${c.year} `}${def?.label[locale] ?? c.field}`;
  const answered = c.kind === 'fact' ? printValue(def, c.mine, locale, codeName) : item(c.values);
  const known =
    c.known === null
      ? null
      : c.kind === 'fact'
        ? printValue(def, c.known.value, locale, codeName)
        : item(c.known.values);
  return (
    <fieldset className={styles.choice}>
      <legend className={styles.choiceName}>{label}</legend>
      <label className={styles.option} data-chosen={!mine || undefined}>
        <input type="radio" name={`carry-${c.key}`} checked={!mine} onChange={() => onChoose(false)} />
        <span>
          <small className={styles.small}>{known === null ? t.nothingKnown : t.known}</small>
          <strong>{known ?? t.leave}</strong>
          {c.known && (
            <small className={styles.small}>
              {sourceName(c.known.source)}
              {locale === 'zh' ? '，' : ', '}
              {format.day(c.known.observedOn)}
            </small>
          )}
        </span>
      </label>
      <label className={styles.option} data-chosen={mine || undefined}>
        <input type="radio" name={`carry-${c.key}`} checked={mine} onChange={() => onChoose(true)} />
        <span>
          <small className={styles.small}>{t.mine}</small>
          <strong>{answered}</strong>
          <small className={styles.small}>{t.asOwn}</small>
        </span>
      </label>
      {error && (
        <p role="alert" className={styles.refused}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
