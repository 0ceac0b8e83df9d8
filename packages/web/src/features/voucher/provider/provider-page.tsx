import { claimBatch, listBatches, listUses, type Use } from '@hegu/contract/voucher/uses.ts';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { serverNow, useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { ManagePage } from '../../labs/manage/parts/manage-page.tsx';
import { ProviderClawbacks } from '../clawbacks/provider-list.tsx';
import { useBatchColumns } from '../parts/batch-columns.tsx';
import { LastReturn } from '../parts/last-return.tsx';
import { useUseColumns } from '../parts/use-columns.tsx';
import styles from '../parts/voucher.module.css';
import { Admission } from './admission.tsx';
import { providerWords } from './messages.ts';
import { EvidenceButton, PapersForm } from './papers.tsx';

/** The facility's side: what vouchers owe it, the papers, the claims. */
export function ProviderPage() {
  const t = useT(providerWords);
  const { me } = useSession();
  useEvents((me?.memberships ?? []).map((m) => `organisation:${m.organisationId}`));
  return (
    <ManagePage title={t.title} lead={t.lead}>
      <Admission />
      <Due />
      <Batches />
      <ProviderClawbacks />
    </ManagePage>
  );
}

function Due() {
  const t = useT(providerWords);
  const format = useFormat();
  const locale = useLocale();
  const { me } = useSession();
  const navigate = useNavigate();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<Use | null>(null);
  const rooms = (me?.memberships ?? []).map((m) => `organisation:${m.organisationId}`);
  const { items, error, more } = useRoutePages(
    listUses,
    { query: { scope: 'provider', status: 'settled', limit: 100 } },
    { rooms },
  );
  const claim = useRouteMutation(claimBatch, { invalidate: ['casework'] });
  // What was taken back whole is not paid any more
  const due = items?.filter((u) => u.usedFen > 0);
  const late = (u: Use) => u.claimBy !== null && Date.parse(u.claimBy) < serverNow();
  const ready = due?.filter((u) => u.invoice !== null && !late(u)) ?? [];
  // What was given back is put right first, and ticked one by one
  const sentBack = (u: Use) => u.returned !== null && !u.returned.withheld;
  const complete = ready.filter((u) => !sentBack(u));
  const chosen = ready.filter((u) => picked.has(u.id));
  const first = chosen[0];
  const mixed = chosen.some(
    (u) => u.programmeId !== first?.programmeId || u.providerOrganisationId !== first.providerOrganisationId,
  );
  const total = format.money(chosen.reduce((sum, u) => sum + u.usedFen, 0));
  const columns: readonly Column<Use>[] = [
    ...useUseColumns('provider').filter((c) => !['state', 'person', 'link'].includes(c.key)),
    ...(due?.some((u) => u.returned)
      ? [
          {
            key: 'returned',
            title: t.lastReturn,
            render: (u: Use) => (u.returned ? <LastReturn of={u.returned} /> : '–'),
          },
        ]
      : []),
    { key: 'until', title: t.claimUntil, render: (u) => u.claimBy && format.dateTime(u.claimBy) },
    {
      key: 'evidence',
      title: t.evidence,
      card: 'corner',
      render: (u) => (
        <StatusTag tone={late(u) ? 'wrong' : u.invoice && !sentBack(u) ? 'act' : 'wait'}>
          {late(u) ? t.late : !u.invoice ? t.noInvoice : sentBack(u) ? t.sentBack : t.complete}
        </StatusTag>
      ),
    },
    {
      key: 'do',
      title: '',
      card: 'actions',
      render: (u) => (
        <div className={styles.row}>
          {u.may.addPapers && (
            <Button look={u.invoice ? 'quiet' : 'plain'} onClick={() => setEditing(u)}>
              {u.invoice ? t.edit : t.fill}
            </Button>
          )}
          {u.may.readEvidence && <EvidenceButton use={u} look="quiet" />}
        </div>
      ),
    },
  ];
  return (
    <Section
      title={t.due}
      hint={t.dueHint}
      actions={
        ready.length > 0 && (
          <>
            {complete.length > 0 && (
              <Button onClick={() => setPicked(new Set(complete.map((u) => u.id)))}>
                {t.pickAll(complete.length)}
              </Button>
            )}
            <ConfirmButton
              look="act"
              disabled={chosen.length === 0 || mixed}
              title={t.makeTitle}
              consequence={t.makeText(chosen.length, total)}
              confirmLabel={t.makeYes}
              onConfirm={async () => {
                if (!first) return;
                const made = await claim.mutateAsync({
                  body: { organisationId: first.providerOrganisationId, useIds: chosen.map((u) => u.id) },
                });
                setPicked(new Set());
                void navigate({ to: '/vouchers/batches/$id', params: { id: made.id } });
              }}
            >
              {chosen.length === 0 ? t.make : t.makeOf(chosen.length, total)}
            </ConfirmButton>
          </>
        )
      }
    >
      {mixed && <p role="alert">{t.onlyOne}</p>}
      {error ? (
        <ProblemView error={error} />
      ) : (
        <DataTable
          label={t.due}
          columns={columns}
          rows={due}
          rowKey={(u) => u.id}
          rowName={(u) => `${u.title[locale]} · ${format.range(u.startsAt, u.endsAt)}`}
          selected={picked}
          onSelect={(next) => setPicked(new Set([...next].filter((id) => ready.some((u) => u.id === id))))}
          tone={(u) => (u.invoice ? undefined : 'wait')}
          more={more}
          empty={
            <Empty icon="money" title={t.dueNone}>
              {t.dueNoneText}
            </Empty>
          }
        />
      )}
      <Dialog open={editing !== null} title={t.papers} onClose={() => setEditing(null)}>
        {editing && <PapersForm key={editing.id} use={editing} onSaved={() => setEditing(null)} />}
      </Dialog>
    </Section>
  );
}

function Batches() {
  const t = useT(providerWords);
  const columns = useBatchColumns(false);
  const { me } = useSession();
  const rooms = (me?.memberships ?? []).map((m) => `organisation:${m.organisationId}`);
  const { items, error, more } = useRoutePages(
    listBatches,
    { query: { scope: 'provider', limit: 20 } },
    { rooms },
  );
  return (
    <Section title={t.batches}>
      {error ? (
        <ProblemView error={error} />
      ) : (
        <DataTable
          label={t.batches}
          columns={columns}
          rows={items}
          rowKey={(b) => b.id}
          more={more}
          tone={(b) => (b.status === 'returned' ? 'wrong' : undefined)}
          empty={
            <Empty icon="inbox" title={t.batchesNone}>
              {t.batchesNoneText}
            </Empty>
          }
        />
      )}
    </Section>
  );
}
