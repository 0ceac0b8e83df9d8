import { listPublicities, listPublicityCandidates } from '@hegu/contract/policy/review.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { lastMoment } from '../../../../lib/due.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Section } from '../../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { Money, Time } from '../../../../ui/value.tsx';
import { useFirmName } from '../../parts/firm-name.ts';
import { DeskPage } from '../parts/desk-page.tsx';
import parts from '../parts/parts.module.css';
import { batchWords } from './messages.ts';
import { PublishDialog } from './publish.tsx';

type Candidate = RouteOk<typeof listPublicityCandidates>['items'][number];
type Listed = RouteOk<typeof listPublicities>['items'][number];

/** What waits to be made public, and the lists that run or are over. */
export function BatchesPage() {
  const t = useT(batchWords);
  const [published, setPublished] = useState<{ id: string; number: string } | null>(null);
  return (
    <DeskPage title={t.title} lead={t.lead}>
      {published && (
        <Alert tone="calm" title={t.published(published.number)}>
          <Link to="/policies/publicity/$id" params={{ id: published.id }}>
            {t.see}
          </Link>
        </Alert>
      )}
      <Waiting onPublished={setPublished} />
      <Lists />
    </DeskPage>
  );
}

function Waiting({ onPublished }: { onPublished: (list: { id: string; number: string }) => void }) {
  const t = useT(batchWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  const { items, error, more } = useRoutePages(listPublicityCandidates, { query: { limit: 100 } });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState(false);
  const picked = (items ?? []).filter((c) => chosen.has(c.number));
  const sum = format.money(picked.reduce((n, c) => n + c.amountFen, 0));
  const columns: readonly Column<Candidate>[] = [
    {
      key: 'title',
      title: t.col.title,
      card: 'title',
      render: (c) => (
        <Link to="/policies/office/applications/$id" params={{ id: c.applicationId }} className={parts.title}>
          {c.title[locale]}
        </Link>
      ),
    },
    { key: 'firm', title: t.col.firm, card: 'subtitle', render: (c) => firmName(c) },
    { key: 'number', title: t.col.number, render: (c) => c.number },
    {
      key: 'decided',
      title: t.col.decided,
      render: (c) => (c.decidedAt ? <Time at={c.decidedAt} dateOnly /> : '–'),
    },
    {
      key: 'amount',
      title: t.col.amount,
      align: 'end',
      card: 'corner',
      render: (c) => <Money fen={c.amountFen} />,
    },
  ];
  return (
    <Section
      title={t.waiting}
      hint={t.waitingHint}
      actions={
        items &&
        items.length > 0 && (
          <Button look="act" disabled={picked.length === 0} onClick={() => setOpen(true)}>
            {t.publish}
          </Button>
        )
      }
    >
      {error && <ProblemView error={error} />}
      {picked.length > 0 && <p className={parts.hint}>{t.chosen(picked.length, sum)}</p>}
      <DataTable
        label={t.waiting}
        columns={columns}
        rows={items}
        // By its number: that is what a screen reader says of the box
        rowKey={(c) => c.number}
        selected={chosen}
        onSelect={setChosen}
        more={more}
        empty={
          <Empty
            icon="inbox"
            title={t.none}
            action={
              <Link to="/policies/office/budgets" className={buttonClass('plain')}>
                {t.toBudgets}
              </Link>
            }
          >
            {t.noneText}
          </Empty>
        }
      />
      <PublishDialog
        open={open}
        applicationIds={picked.map((c) => c.applicationId)}
        sum={sum}
        onClose={() => setOpen(false)}
        onDone={(list) => {
          setOpen(false);
          setChosen(new Set());
          onPublished(list);
        }}
      />
    </Section>
  );
}

function Lists() {
  const t = useT(batchWords);
  const format = useFormat();
  const { items, error, more } = useRoutePages(listPublicities, { query: { limit: 30 } });
  const columns: readonly Column<Listed>[] = [
    {
      key: 'list',
      title: t.col.list,
      card: 'title',
      render: (p) => (
        <Link to="/policies/publicity/$id" params={{ id: p.id }} className={parts.title}>
          {p.title}
        </Link>
      ),
    },
    { key: 'number', title: t.col.number, card: 'subtitle', render: (p) => p.number },
    {
      key: 'state',
      title: t.col.state,
      card: 'corner',
      render: (p) => <StatusTag tone={p.open ? 'wait' : 'calm'}>{p.open ? t.open : t.over}</StatusTag>,
    },
    { key: 'counter', title: t.col.counter, render: (p) => <DayCounter list={p} /> },
    { key: 'closes', title: t.col.closes, render: (p) => format.date(lastMoment(p.closesAt)) },
    {
      key: 'sum',
      title: t.col.sum,
      align: 'end',
      render: (p) => (
        <span className={parts.stack}>
          <Money fen={p.totalFen} />
          <span className={parts.hint}>{t.count(p.count)}</span>
        </span>
      ),
    },
    {
      key: 'contested',
      title: '',
      card: 'actions',
      render: (p) =>
        p.contested > 0 && (
          <Link to="/policies/office/objections" className={buttonClass('quiet')}>
            {t.contested(p.contested)}
          </Link>
        ),
    },
  ];
  return (
    <Section title={t.lists}>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.lists}
        columns={columns}
        rows={items}
        rowKey={(p) => p.id}
        more={more}
        tone={(p) => (p.contested > 0 ? 'wait' : undefined)}
        empty={
          <Empty icon="inbox" title={t.noLists}>
            {t.noListsText}
          </Empty>
        }
      />
    </Section>
  );
}

/** A box a working day, filled where it has begun; in words beside it. */
function DayCounter({ list: p }: { list: Listed }) {
  const t = useT(batchWords);
  if (!p.open) return <span className={parts.hint}>{t.over}</span>;
  return (
    <span className={parts.stack}>
      {p.workingDays <= 20 && (
        <span className={parts.days} aria-hidden="true">
          {Array.from({ length: p.workingDays }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row of equal boxes that never move
            <i key={i} data-gone={i < p.day ? '' : undefined} />
          ))}
        </span>
      )}
      <span>{t.day(p.day, p.workingDays)}</span>
    </span>
  );
}
