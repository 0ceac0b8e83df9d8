import {
  getStatement,
  issueStatements,
  listStatements,
  recordPayment,
  type Statement,
  StatementStatus,
} from '@hegu/contract/labs/statements.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../../lib/query.ts';
import { serverNow, useFormat, useSession, useZone } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Drawer } from '../../../../ui/drawer.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Money } from '../../../../ui/value.tsx';
import { today } from '../day/layout.ts';
import instrumentStyles from '../instruments/instruments.module.css';
import { ManagePage } from '../parts/manage-page.tsx';
import parts from '../parts/parts.module.css';
import { YuanInput } from '../parts/yuan-input.tsx';
import { StatementTag } from './charge-parts.tsx';
import { money as words } from './messages.ts';
import { MonthSelect } from './month-select.tsx';
import { recentMonths } from './months.ts';

export function StatementsPage() {
  const t = useT(words);
  const format = useFormat();
  const zone = useZone();
  const search = useSearch({ from: '/manage/statements' });
  const navigate = useNavigate({ from: '/manage/statements' });
  const ids = { month: useId(), status: useId() };
  const status = StatementStatus.options.find((s) => s === search.status);
  const [issuing, setIssuing] = useState(false);
  const [paying, setPaying] = useState<Statement | null>(null);
  const [open, setOpen] = useState<Statement | null>(null);
  const { items, error, more } = useRoutePages(
    listStatements,
    {
      query: {
        scope: 'facility',
        limit: 50,
        ...(search.month ? { month: search.month } : {}),
        ...(status ? { status } : {}),
      },
    },
    { enabled: useSession().has('facility', 'admin') },
  );
  const columns: readonly Column<Statement>[] = [
    { key: 'number', title: t.number, card: 'subtitle', render: (s) => s.number },
    { key: 'month', title: t.month, render: (s) => format.month(s.month) },
    {
      key: 'project',
      title: t.project,
      card: 'title',
      render: (s) => (
        <>
          {s.projectName}
          <div className={parts.hint}>{s.organisationName}</div>
        </>
      ),
    },
    { key: 'count', title: t.count, align: 'end', render: (s) => format.number(s.chargeCount) },
    { key: 'total', title: t.total, align: 'end', render: (s) => <Money fen={s.totalFen} /> },
    { key: 'prepaid', title: t.prepaid, align: 'end', render: (s) => <Money fen={s.prepaidFen} /> },
    { key: 'paid', title: t.paid, align: 'end', render: (s) => <Money fen={s.paidFen} /> },
    { key: 'due', title: t.due, align: 'end', render: (s) => <Money fen={s.dueFen} /> },
    { key: 'status', title: t.status, card: 'corner', render: (s) => <StatementTag status={s.status} /> },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (s) => (
        <span className={parts.row}>
          <Button look="quiet" onClick={() => setOpen(s)}>
            {t.view}
          </Button>
          {s.may.recordPayment && <Button onClick={() => setPaying(s)}>{t.record}</Button>}
        </span>
      ),
    },
  ];
  const sum = (of: (s: Statement) => number) => items?.reduce((total, s) => total + of(s), 0) ?? 0;
  return (
    <ManagePage
      title={t.statements}
      lead={t.statementsLead}
      actions={
        <Button look="act" onClick={() => setIssuing(true)}>
          {t.issue}
        </Button>
      }
    >
      <div className={instrumentStyles.filters}>
        <label className="sr-only" htmlFor={ids.month}>
          {t.month}
        </label>
        <MonthSelect
          id={ids.month}
          all
          value={search.month ?? ''}
          onChange={(month) =>
            void navigate({ search: { ...search, month: month || undefined }, replace: true })
          }
        />
        <label className="sr-only" htmlFor={ids.status}>
          {t.status}
        </label>
        <select
          id={ids.status}
          className={inputClass}
          value={status ?? ''}
          onChange={(event) =>
            void navigate({ search: { ...search, status: event.target.value || undefined }, replace: true })
          }
        >
          <option value="">{t.allStatus}</option>
          {StatementStatus.options.map((s) => (
            <option key={s} value={s}>
              {t.statementStatus[s]}
            </option>
          ))}
        </select>
      </div>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.statements}
        columns={columns}
        rows={items}
        rowKey={(s) => s.id}
        tone={(s) => (s.status === 'issued' ? 'wait' : undefined)}
        more={more}
        {...(items && items.length > 1 && !more.has
          ? {
              totals: {
                total: <Money fen={sum((s) => s.totalFen)} />,
                prepaid: <Money fen={sum((s) => s.prepaidFen)} />,
                paid: <Money fen={sum((s) => s.paidFen)} />,
                due: <Money fen={sum((s) => s.dueFen)} />,
              },
            }
          : {})}
        empty={
          <Empty icon="ledger" title={t.emptyStatements}>
            {t.emptyStatementsHint}
          </Empty>
        }
      />
      {issuing && (
        <IssueDialog month={recentMonths(serverNow(), zone)[1] ?? ''} onClose={() => setIssuing(false)} />
      )}
      {paying && <PaymentDialog statement={paying} onClose={() => setPaying(null)} />}
      <Drawer
        open={open !== null}
        title={open ? `${format.month(open.month)} · ${open.projectName}` : ''}
        meta={open && <StatementTag status={open.status} />}
        onClose={() => setOpen(null)}
      >
        {open && <StatementDetails id={open.id} />}
      </Drawer>
    </ManagePage>
  );
}

function StatementDetails({ id }: { id: string }) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const { data, error } = useRouteQuery(getStatement, { params: { id } });
  if (error) return <ProblemView error={error} />;
  if (!data) return <Skeleton lines={6} />;
  return (
    <>
      <table className={parts.lines}>
        <caption className="sr-only">{t.charges}</caption>
        <tbody>
          {data.charges.map((c) => (
            <tr key={c.id}>
              <td>
                {localName({ nameZh: c.instrumentNameZh, nameEn: c.instrumentNameEn }, locale)}
                <div className={parts.hint}>
                  {c.personName} · {format.range(c.startsAt, c.endsAt)}
                  {c.kind !== 'use' && ` · ${t.kinds[c.kind]}`}
                </div>
              </td>
              <td className="num">{format.money(c.amountFen)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.total}</th>
            <td className="num">{format.money(data.totalFen)}</td>
          </tr>
          <tr>
            <th scope="row">{t.due}</th>
            <td className="num">{format.money(data.dueFen)}</td>
          </tr>
        </tfoot>
      </table>
      {data.payments.length > 0 && (
        <section>
          <h3 className={parts.small}>{t.payments}</h3>
          <ul className={parts.history}>
            {data.payments.map((p) => (
              <li key={p.id}>
                <span>
                  {format.day(p.receivedOn)} · {p.reference} · {p.recordedByName}
                </span>
                <Money fen={p.amountFen} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function IssueDialog({ month: initial, onClose }: { month: string; onClose: () => void }) {
  const t = useT(words);
  const { actions } = useT();
  const id = useId();
  const [month, setMonth] = useState(initial);
  const issue = useRouteMutation(issueStatements);
  return (
    <Dialog
      open
      title={t.issueTitle}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.close}</Button>
          <Button look="act" busy={issue.isPending} onClick={() => issue.mutate({ body: { month } })}>
            {t.issue}
          </Button>
        </>
      }
    >
      <p>{t.issueHint}</p>
      <Field label={t.month} htmlFor={id}>
        <MonthSelect id={id} value={month} onChange={setMonth} />
      </Field>
      {issue.data && <Alert tone="calm" title={t.issued(issue.data.issued)} />}
      {issue.error && <ProblemView error={issue.error} />}
    </Dialog>
  );
}

function PaymentDialog({ statement, onClose }: { statement: Statement; onClose: () => void }) {
  const t = useT(words);
  const format = useFormat();
  const { actions } = useT();
  const zone = useZone();
  const ids = { amount: useId(), on: useId(), reference: useId() };
  const [amount, setAmount] = useState<number | null>(statement.dueFen);
  const [on, setOn] = useState(() => today(serverNow(), zone));
  const [reference, setReference] = useState('');
  const pay = useRouteMutation(recordPayment, { onSuccess: onClose });
  return (
    <Dialog
      open
      title={t.recordTitle(statement.number)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={pay.isPending}
            disabled={!amount || on === '' || reference.trim() === ''}
            onClick={() =>
              amount &&
              pay.mutate({
                params: { id: statement.id },
                body: { amountFen: amount, receivedOn: on, reference: reference.trim() },
              })
            }
          >
            {t.record}
          </Button>
        </>
      }
    >
      <Field label={t.recordAmount} htmlFor={ids.amount} help={`${t.due} ${format.money(statement.dueFen)}`}>
        <YuanInput
          id={ids.amount}
          blank
          min={1}
          describedBy={helpId(ids.amount)}
          value={amount}
          onChange={setAmount}
        />
      </Field>
      <Field label={t.receivedOn} htmlFor={ids.on}>
        <input
          id={ids.on}
          type="date"
          className={inputClass}
          max={today(serverNow(), zone)}
          value={on}
          onChange={(event) => setOn(event.target.value)}
        />
      </Field>
      <Field label={t.reference} htmlFor={ids.reference} help={t.referenceHelp}>
        <input
          id={ids.reference}
          className={inputClass}
          maxLength={80}
          value={reference}
          aria-describedby={helpId(ids.reference)}
          onChange={(event) => setReference(event.target.value)}
        />
      </Field>
      {pay.error && <ProblemView error={pay.error} />}
    </Dialog>
  );
}
