import type { Application } from '@hegu/contract/policy/applications.ts';
import { decideAppeal, reviewApplication } from '@hegu/contract/policy/review.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { useFirmCatalogue } from '../../enterprise/parts/catalogue.ts';
import { FactInput } from '../../enterprise/parts/fact-input.tsx';
import { fromInput, printMoney } from '../../enterprise/parts/value.ts';
import { reviewWords } from './messages.ts';
import { YuanField } from './parts/fields.tsx';
import styles from './review.module.css';
import { fenOf } from './turn.ts';

type Verdict = 'approve' | 'reject' | 'return';

function Verdicts<V extends string>({
  value,
  options,
  onChange,
}: {
  value: V | null;
  options: readonly { readonly value: V; readonly label: string }[];
  onChange: (value: V) => void;
}) {
  const t = useT(reviewWords);
  const name = useId();
  return (
    <fieldset className={styles.verdicts}>
      <legend>{t.decision}</legend>
      {options.map((o) => (
        <label key={o.value}>
          <input type="radio" name={name} checked={value === o.value} onChange={() => onChange(o.value)} />
          {o.label}
        </label>
      ))}
    </fieldset>
  );
}

/** What is awarded: at most what the rules come to, where they come to something. */
function AwardField({ mostFen, ...typed }: AwardProps) {
  const t = useT(reviewWords);
  const locale = useLocale();
  return (
    <YuanField
      label={t.amount}
      bad={t.amountBad}
      {...(mostFen === null
        ? { help: t.amountOpen }
        : { most: { fen: mostFen, said: t.amountMost(printMoney(mostFen, locale)) } })}
      {...typed}
    />
  );
}

interface AwardProps {
  readonly value: string;
  readonly mostFen: number | null;
  readonly onChange: (typed: string) => void;
}

function ReasonField({
  value,
  help,
  onChange,
}: {
  value: string;
  help: string;
  onChange: (typed: string) => void;
}) {
  const t = useT(reviewWords);
  const id = useId();
  return (
    <Field label={t.reasons} htmlFor={id} help={help}>
      <textarea
        id={id}
        className={inputClass}
        rows={4}
        maxLength={2000}
        aria-describedby={helpId(id)}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
    </Field>
  );
}

const yuan = (fen: number | null): string => (fen === null ? '' : String(fen / 100));

/** The first review proposes, the second by somebody else decides or sends back. */
export function ReviewForm({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const scoreId = useId();
  const second = a.status === 'second';
  const proposed = a.reviews.filter((r) => r.part === 'first').at(-1)?.amountFen ?? null;
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [amount, setAmount] = useState(yuan(second && proposed !== null ? proposed : a.computedFen));
  const [score, setScore] = useState('');
  const [reason, setReason] = useState('');
  const judged = useJudgements(a);
  const review = useRouteMutation(reviewApplication, { invalidate: ['casework', 'enterprise'] });
  const amountFen = fenOf(amount);
  const points = score.trim() === '' ? undefined : Number(score);
  const fits =
    verdict !== null &&
    reason.trim() !== '' &&
    (verdict !== 'approve' ||
      (amountFen !== null && (a.computedFen === null || amountFen <= a.computedFen))) &&
    (points === undefined || (points >= 0 && points <= 1000)) &&
    judged.readable;
  const send = async () => {
    if (verdict === null) return;
    await review.mutateAsync({
      params: { id: a.id },
      body: {
        verdict,
        reason: reason.trim(),
        judgements: judged.all,
        ...(verdict === 'approve' && amountFen !== null ? { amountFen } : {}),
        ...(points === undefined ? {} : { score: points }),
      },
    });
  };
  return (
    <div className={styles.form}>
      <h3>{second ? t.part.second : t.part.first}</h3>
      {second && <p className={styles.hint}>{t.secondHint}</p>}
      {judged.fields}
      <Verdicts<Verdict>
        value={verdict}
        onChange={setVerdict}
        options={[
          { value: 'approve', label: second ? t.secondApprove : t.firstApprove },
          { value: 'reject', label: second ? t.secondReject : t.firstReject },
          ...(second ? [{ value: 'return' as const, label: t.sendBack }] : []),
        ]}
      />
      {verdict === 'approve' && (
        <>
          <AwardField value={amount} mostFen={a.computedFen} onChange={setAmount} />
          <Field label={t.scoreField} htmlFor={scoreId} help={t.scoreHelp} optional>
            <input
              id={scoreId}
              type="number"
              min={0}
              max={1000}
              step="any"
              className={inputClass}
              aria-describedby={helpId(scoreId)}
              value={score}
              onChange={(e) => setScore(e.target.value)}
            />
          </Field>
        </>
      )}
      <ReasonField
        value={reason}
        help={second && verdict !== 'return' ? t.reasonsHelpSecond : t.reasonsHelpFirst}
        onChange={setReason}
      />
      {second ? (
        <ConfirmButton
          look="act"
          title={verdict === 'return' ? t.sendBack : t.doSecondTitle}
          consequence={verdict === 'return' ? t.secondHint : t.doSecondText}
          confirmLabel={verdict === 'return' ? t.sendBack : t.doSecond}
          disabled={!fits}
          onConfirm={send}
        >
          {verdict === 'return' ? t.sendBack : t.doSecond}
        </ConfirmButton>
      ) : (
        <>
          {/* The refusal is shown below; nothing else is to be done with it here */}
          <Button
            look="act"
            busy={review.isPending}
            disabled={!fits}
            onClick={() => void send().catch(() => undefined)}
          >
            {t.doFirst}
          </Button>
          {review.error && <ProblemView error={review.error} />}
        </>
      )}
    </div>
  );
}

/**
 * A control for everything the rule leaves to people, and what was entered.
 * @param again also what has been judged already: an appeal may find otherwise.
 */
function useJudgements(a: Application, again = false) {
  const t = useT(reviewWords);
  const id = useId();
  const { catalogue } = useFirmCatalogue();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const lines = a.form.flatMap((line) => {
    const def = catalogue?.byKey.get(line.field);
    if (!def || !(line.state === 'judge' || (again && def.from === 'expert'))) return [];
    const key = `${line.field}:${line.year ?? ''}`;
    return [{ key, line, def, value: fromInput(def, typed[key] ?? '') }];
  });
  const all = lines.flatMap(({ line, value }) =>
    value === undefined || value === null || Array.isArray(value)
      ? []
      : [{ field: line.field, value, ...(line.year === null ? {} : { year: line.year }) }],
  );
  return {
    all,
    readable: lines.every((l) => l.value !== null),
    fields: lines.length > 0 && (
      <div className={styles.form}>
        <h3>{t.judge}</h3>
        <p className={styles.hint}>{t.judgeHint}</p>
        {lines.map(({ key, line, def, value }) => (
          <FactInput
            key={key}
            id={`${id}${key}`}
            def={def}
            value={typed[key] ?? ''}
            error={value === null ? t.unread : undefined}
            note={line.year === null ? undefined : String(line.year)}
            onChange={(next) => setTyped({ ...typed, [key]: next })}
          />
        ))}
      </div>
    ),
  };
}

type AppealVerdict = 'uphold' | 'overturn';

/** An appeal, decided by somebody who had no part so far. */
export function AppealForm({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const [verdict, setVerdict] = useState<AppealVerdict | null>(null);
  const [amount, setAmount] = useState(yuan(a.computedFen));
  const [reason, setReason] = useState('');
  const judged = useJudgements(a, true);
  const decide = useRouteMutation(decideAppeal, { invalidate: ['casework', 'enterprise'] });
  const amountFen = fenOf(amount);
  const fits =
    verdict !== null &&
    reason.trim() !== '' &&
    (verdict === 'uphold' ||
      (amountFen !== null && (a.computedFen === null || amountFen <= a.computedFen))) &&
    judged.readable;
  const send = async () => {
    if (verdict === null) return;
    await decide.mutateAsync({
      params: { id: a.id },
      body: {
        verdict,
        reason: reason.trim(),
        judgements: judged.all,
        ...(verdict === 'overturn' && amountFen !== null ? { amountFen } : {}),
      },
    });
  };
  return (
    <div className={styles.form}>
      <h3>{t.part.appeal}</h3>
      <p className={styles.hint}>{t.appealHint}</p>
      {a.appeal && <p className={styles.said}>{a.appeal.reason}</p>}
      {judged.fields}
      <Verdicts<AppealVerdict>
        value={verdict}
        onChange={setVerdict}
        options={[
          { value: 'uphold', label: t.uphold },
          { value: 'overturn', label: t.overturn },
        ]}
      />
      {verdict === 'overturn' && <AwardField value={amount} mostFen={a.computedFen} onChange={setAmount} />}
      <ReasonField value={reason} help={t.reasonsHelpSecond} onChange={setReason} />
      <ConfirmButton
        look="act"
        title={t.doAppeal}
        consequence={t.doAppealText}
        confirmLabel={t.doAppeal}
        disabled={!fits}
        onConfirm={send}
      >
        {t.doAppeal}
      </ConfirmButton>
    </div>
  );
}
