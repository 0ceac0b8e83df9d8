import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
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
import { deskWords } from '../review/desk/messages.ts';
import figures from './figures.module.css';
import { officeWords } from './messages.ts';
import styles from './office.module.css';
import { FindClause } from './parts/find-clause.tsx';
import { OfficePage } from './parts/office-page.tsx';

/** Budgets of a year, a bar each: paid out, committed, left. */
export function BudgetPage() {
  const t = useT(officeWords);
  const desk = useT(deskWords);
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
      crumbs={[{ label: desk.nav, link: { to: '/policies/office' } }]}
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
// What came back was paid out of this budget all the same, so that the parts come to the whole
const fenOf = (b: Budget, part: (typeof parts)[number]): number =>
  part === 'disbursed' ? b.disbursedFen + b.returnedFen : part === 'committed' ? b.committedFen : b.leftFen;

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
              <span>{money(b.appropriatedFen)}</span>
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

/** Of which clause's document, then how much: nobody has to know an id. */
function NewBudget({ year, open, onClose }: { year: number; open: boolean; onClose: () => void }) {
  const t = useT(officeWords);
  const { actions } = useT();
  const locale = useLocale();
  const id = useId();
  const [about, setAbout] = useState<ClauseSummary | null>(null);
  const [whole, setWhole] = useState(true);
  const [title, setTitle] = useState('');
  const [yuan, setYuan] = useState('');
  const [places, setPlaces] = useState('');
  const make = useRouteMutation(createBudget, {
    onSuccess: () => {
      setAbout(null);
      onClose();
    },
  });
  const amountFen = Math.round(Number(yuan) * 100);
  const fits = title.trim() !== '' && Number.isSafeInteger(amountFen) && amountFen > 0;
  const titleOf = (c: ClauseSummary, all: boolean) =>
    t.budgetTitleOf((all ? c.policy.title : c.title)[locale], String(year));
  const choose = (c: ClauseSummary) => {
    setAbout(c);
    setTitle(titleOf(c, whole));
  };
  const fields = [
    { key: 't', label: t.budgetTitle, value: title, set: setTitle, type: 'text' },
    { key: 'y', label: t.budgetAmount, value: yuan, set: setYuan, type: 'number' },
    { key: 'n', label: t.budgetPlaces, value: places, set: setPlaces, type: 'number' },
  ] as const;
  return (
    <Dialog
      open={open}
      title={`${t.budgetNew} · ${String(year)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          {about && (
            <Button
              look="act"
              busy={make.isPending}
              disabled={!fits}
              onClick={() =>
                make.mutate({
                  body: {
                    year,
                    policyId: about.policy.id,
                    title: title.trim(),
                    amountFen,
                    ...(whole ? {} : { clauseId: about.id }),
                    ...(Number(places) > 0 ? { places: Math.trunc(Number(places)) } : {}),
                  },
                })
              }
            >
              {t.budgetNew}
            </Button>
          )}
        </>
      }
    >
      {about ? (
        <>
          <p>
            <strong>{whole ? about.policy.title[locale] : about.title[locale]}</strong>{' '}
            <Button look="quiet" onClick={() => setAbout(null)}>
              {t.budgetOther}
            </Button>
          </p>
          <Choices
            label={t.budgetFor}
            value={whole ? 'document' : 'clause'}
            options={[
              { value: 'document', label: t.budgetWhole },
              { value: 'clause', label: t.budgetClause },
            ]}
            onChange={(next) => {
              setWhole(next === 'document');
              setTitle(titleOf(about, next === 'document'));
            }}
          />
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
        </>
      ) : (
        <FindClause on={open}>
          {(c) => (
            <Button look="quiet" onClick={() => choose(c)}>
              {t.budgetChoose}
            </Button>
          )}
        </FindClause>
      )}
      {make.error && <ProblemView error={make.error} />}
    </Dialog>
  );
}
