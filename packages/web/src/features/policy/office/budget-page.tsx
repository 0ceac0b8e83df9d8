import { type Budget, createBudget, listBudgets } from '@hegu/contract/policy/payments.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useSession, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../ui/stat.tsx';
import { printMoney } from '../../enterprise/parts/value.ts';
import { Choices } from '../../labs/parts/choices.tsx';
import figures from './figures.module.css';
import { officeWords } from './messages.ts';
import styles from './office.module.css';
import { OfficePage } from './parts/office-page.tsx';

/** Budgets of a year, a bar each: paid out, committed, left. */
export function BudgetPage() {
  const t = useT(officeWords);
  const { has } = useSession();
  const zone = useZone();
  const search = useSearch({ from: '/policies/office/budgets' });
  const navigate = useNavigate({ from: '/policies/office/budgets' });
  const thisYear = civilOf(serverNow(), zone)?.year ?? 2026;
  const year = Number(search.year) || thisYear;
  const [making, setMaking] = useState(false);
  const mine = has('officer');
  return (
    <OfficePage
      title={t.budgets}
      lead={t.budgetLead}
      crumbs={[{ label: t.office, link: { to: '/policies/office' } }]}
      actions={
        mine && (
          <Button look="act" onClick={() => setMaking(true)}>
            {t.budgetNew}
          </Button>
        )
      }
    >
      {mine ? (
        <>
          <Choices
            label={t.budgetYear}
            value={String(year)}
            options={[thisYear + 1, thisYear, thisYear - 1, thisYear - 2].map((y) => ({
              value: String(y),
              label: String(y),
            }))}
            onChange={(value) => void navigate({ search: { year: value }, replace: true })}
          />
          <Board year={year} onMake={() => setMaking(true)} />
          <NewBudget key={year} year={year} open={making} onClose={() => setMaking(false)} />
        </>
      ) : (
        <Empty icon="money" title={t.budgets}>
          {t.officerOnlyBudget}
        </Empty>
      )}
    </OfficePage>
  );
}

const parts = ['disbursed', 'committed', 'left'] as const;
const fenOf = (b: Budget, part: (typeof parts)[number]): number =>
  part === 'disbursed' ? b.disbursedFen : part === 'committed' ? b.committedFen : b.leftFen;

function Board({ year, onMake }: { year: number; onMake: () => void }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { data, error } = useRouteQuery(listBudgets, { query: { year } });
  if (error) return <ProblemView error={error} />;
  if (!data) return <Skeleton lines={6} height={32} />;
  if (data.items.length === 0)
    return (
      <Empty
        icon="money"
        title={t.budgetNone(String(year))}
        action={<Button onClick={onMake}>{t.budgetNew}</Button>}
      >
        {t.budgetNoneText}
      </Empty>
    );
  const money = (fen: number) => printMoney(fen, locale);
  const sum = (of: (b: Budget) => number) => data.items.reduce((n, b) => n + of(b), 0);
  const most = Math.max(1, ...data.items.map((b) => b.appropriatedFen));
  return (
    <>
      <div className={styles.sums}>
        <Stats>
          <Stat label={t.appropriated} value={money(sum((b) => b.appropriatedFen))} />
          {parts.map((p) => (
            <Stat key={p} label={t[p]} value={money(sum((b) => fenOf(b, p)))} />
          ))}
        </Stats>
      </div>
      <ul className={figures.budgets}>
        {data.items.map((b) => (
          <li key={b.id}>
            <div className={figures.budgetHead}>
              <Link to="/policies/office/budgets/$id" params={{ id: b.id }} className={styles.titleLink}>
                {b.title}
              </Link>
              <span>
                <span className={styles.hint}>
                  <code>{b.clauseId ?? b.policyId}</code>
                </span>{' '}
                {money(b.appropriatedFen)}
              </span>
            </div>
            <div style={{ width: `${Math.max(4, (b.appropriatedFen / most) * 100)}%` }}>
              <div className={figures.bar} aria-hidden="true">
                {parts.map((p) => (
                  <i
                    key={p}
                    data-part={p}
                    style={{ width: `${(fenOf(b, p) / Math.max(1, b.appropriatedFen)) * 100}%` }}
                  />
                ))}
              </div>
            </div>
            <dl className={figures.budgetFacts}>
              {parts.map((p) => (
                <div key={p}>
                  <dt>
                    <i data-part={p} aria-hidden="true" /> {t[p]}
                  </dt>
                  <dd>{money(fenOf(b, p))}</dd>
                </div>
              ))}
              {b.returnedFen > 0 && <div>{t.takenBack(money(b.returnedFen))}</div>}
              {b.waiting > 0 && <div>{t.waiting(b.waiting, money(b.waitingFen))}</div>}
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}

function NewBudget({ year, open, onClose }: { year: number; open: boolean; onClose: () => void }) {
  const t = useT(officeWords);
  const { actions } = useT();
  const id = useId();
  const [title, setTitle] = useState('');
  const [policyId, setPolicyId] = useState('');
  const [clauseId, setClauseId] = useState('');
  const [yuan, setYuan] = useState('');
  const [places, setPlaces] = useState('');
  const make = useRouteMutation(createBudget, { onSuccess: onClose });
  const amountFen = Math.round(Number(yuan) * 100);
  const whole =
    title.trim() !== '' && policyId.trim() !== '' && Number.isSafeInteger(amountFen) && amountFen > 0;
  const fields = [
    { key: 't', label: t.budgetTitle, value: title, set: setTitle, type: 'text', optional: false },
    { key: 'p', label: t.policyId, value: policyId, set: setPolicyId, type: 'text', optional: false },
    { key: 'c', label: t.budgetClause, value: clauseId, set: setClauseId, type: 'text', optional: true },
    { key: 'y', label: t.budgetAmount, value: yuan, set: setYuan, type: 'number', optional: false },
    { key: 'n', label: t.budgetPlaces, value: places, set: setPlaces, type: 'number', optional: true },
  ] as const;
  return (
    <Dialog
      open={open}
      title={`${t.budgetNew} · ${String(year)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={make.isPending}
            disabled={!whole}
            onClick={() =>
              make.mutate({
                body: {
                  year,
                  policyId: policyId.trim(),
                  title: title.trim(),
                  amountFen,
                  ...(clauseId.trim() ? { clauseId: clauseId.trim() } : {}),
                  ...(Number(places) > 0 ? { places: Math.trunc(Number(places)) } : {}),
                },
              })
            }
          >
            {t.budgetNew}
          </Button>
        </>
      }
    >
      {fields.map((f) => (
        <Field key={f.key} label={f.label} htmlFor={`${id}${f.key}`}>
          <input
            id={`${id}${f.key}`}
            type={f.type}
            className={inputClass}
            value={f.value}
            onChange={(e) => f.set(e.target.value)}
          />
        </Field>
      ))}
      {make.error && <ProblemView error={make.error} />}
    </Dialog>
  );
}
