import { type Application, downloadMaterial } from '@hegu/contract/policy/applications.ts';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Time } from '../../../ui/value.tsx';
import { useSourceName } from '../../enterprise/parts/source.ts';
import { printMoney } from '../../enterprise/parts/value.ts';
import { useFirmName } from '../parts/firm-name.ts';
import { useItemName, usePlaceWords } from '../parts/names.ts';
import { Taken } from '../parts/taken.tsx';
import { reviewWords } from './messages.ts';
import styles from './review.module.css';

/** What the firm has filed, and what was taken over for it. */

export function Facts({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const itemName = useItemName();
  const money = (fen: number | null) => (fen === null ? null : printMoney(fen, locale));
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t.firm,
      <Link key="f" to="/firms/$id" params={{ id: a.firmId }}>
        {firmName(a)}
      </Link>,
    ],
    [
      t.clause,
      <Link key="c" to="/policies/$id" params={{ id: a.clauseId }}>
        {a.article}
      </Link>,
    ],
    [t.item, a.item === null ? null : itemName(a.item)],
    [t.computed, money(a.computedFen) ?? t.noAmount],
    [t.approved, money(a.approvedFen)],
    [t.awarded, money(a.awardedFen)],
    [t.handler, a.assigneeName ?? t.unassigned],
    [t.col.submitted, a.submittedAt && <Time key="s" at={a.submittedAt} />],
    [t.account, a.account && `${a.account.holder} · ${a.account.bank} · ${a.account.number}`],
    [t.note, a.note || null],
  ];
  return (
    <Section
      title={t.facts}
      actions={
        <Link to="/policies/office/applications" search={{ firm: a.firmId }}>
          {t.more}
        </Link>
      }
    >
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value !== null)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Section>
  );
}

export function FormLines({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const locale = useLocale();
  const format = useFormat();
  const sourceName = useSourceName();
  const places = usePlaceWords();
  return (
    <Section title={t.form} hint={t.formHint}>
      {a.form.length === 0 && <p className={styles.hint}>{t.noForm}</p>}
      <ul className={styles.list}>
        {a.form.map((line) => (
          <li key={`${line.field}:${line.year ?? ''}`}>
            <div className={styles.row}>
              <span>
                {line.label[locale]}
                {line.year !== null && <span className={styles.hint}> · {line.year}</span>}
              </span>
              {line.value ? (
                <strong>{places(line.value[locale])}</strong>
              ) : (
                <StatusTag tone={line.state === 'known' ? 'calm' : 'wait'}>
                  {line.state === 'known' ? t.noValue : t.state[line.state]}
                </StatusTag>
              )}
            </div>
            {line.source && line.observedOn && (
              <span className={styles.hint}>
                {t.source(sourceName(line.source), format.day(line.observedOn))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {a.collections.length > 0 && (
        <p className={styles.hint}>
          {t.collections(a.collections.map((c) => c.label[locale]).join(locale === 'zh' ? '、' : ', '))}
        </p>
      )}
    </Section>
  );
}

export function Materials({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const locale = useLocale();
  const [error, setError] = useState<unknown>(null);
  const save = async (fileId: string, name: string) => {
    setError(null);
    try {
      await download(downloadMaterial, name, { params: { id: a.id, fileId } });
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <Section title={t.materials} hint={t.materialsHint}>
      {error !== null && <ProblemView error={error} />}
      {a.materials.length === 0 && <p className={styles.hint}>{t.noMaterials}</p>}
      <ul className={styles.list}>
        {a.materials.map((m) => (
          <li key={m.materialId}>
            <div className={styles.row}>
              <span>
                {m.name[locale]}
                <span className={styles.hint}> · {m.required ? t.required : t.ifAny}</span>
              </span>
              {m.missing ? (
                <StatusTag tone={m.required ? 'wrong' : 'calm'}>{t.missing}</StatusTag>
              ) : (
                <span className={styles.hint}>{t.by3[m.by]}</span>
              )}
            </div>
            {m.note && <span className={styles.hint}>{m.note[locale]}</span>}
            {m.taken.map((x) => (
              <span key={x.text.zh} className={styles.hint}>
                <Taken from={x} />
              </span>
            ))}
            {m.files.map((f) => (
              <div key={f.id} className={styles.row}>
                <span>
                  {f.name}
                  {f.reusedFrom && (
                    <span className={styles.hint}> · {t.reused(f.reusedFrom.title[locale])}</span>
                  )}
                </span>
                <Download name={f.name} onClick={() => save(f.fileId, f.name)} />
              </div>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Download({ name, onClick }: { name: string; onClick: () => Promise<void> }) {
  const t = useT(reviewWords);
  return (
    <Button look="quiet" aria-label={`${t.save} ${name}`} onClick={() => void onClick()}>
      {t.save}
    </Button>
  );
}
