import {
  type Batch,
  type BatchDetail,
  getBatch,
  listUses,
  moveBatch,
  type Use,
} from '@hegu/contract/voucher/uses.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useFormat, useSession, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../ui/stat.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { dayOf } from '../../labs/parts/time.ts';
import { officeWords } from '../office/messages.ts';
import { CounterPage } from '../parts/counter-page.tsx';
import { ExportUses } from '../parts/export-uses.tsx';
import { LastReturn } from '../parts/last-return.tsx';
import { BatchTag } from '../parts/tags.tsx';
import { useUseColumns } from '../parts/use-columns.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { providerWords } from '../provider/messages.ts';
import { EvidenceButton } from '../provider/papers.tsx';

/** One claim: its uses with their papers, how far it is, and the office's next step. */
export function BatchPage() {
  const t = useT(officeWords).batch;
  const words = useT(voucherWords);
  const { id } = useParams({ from: '/vouchers/batches/$id' });
  const { me, has } = useSession();
  const office = has('officer', 'admin');
  const { data, error } = useRouteQuery(
    getBatch,
    { params: { id } },
    { enabled: !!me?.user, rooms: ['valley'] },
  );
  const crumbs = [
    office
      ? {
          label: words.nav.office,
          link: { to: '/vouchers/office' as const, search: { view: 'claims' } },
        }
      : { label: words.nav.provider, link: { to: '/manage/vouchers' as const } },
  ];
  if (!data) {
    return (
      <CounterPage title={t.what} crumbs={crumbs}>
        {error ? <ProblemView error={error} /> : <Skeleton lines={7} height={32} />}
      </CounterPage>
    );
  }
  return <Loaded batch={data} office={office} crumbs={crumbs} />;
}

type Returned = BatchDetail['returned'][number];

function Loaded({
  batch: b,
  office,
  crumbs,
}: {
  batch: BatchDetail;
  office: boolean;
  crumbs: React.ComponentProps<typeof CounterPage>['crumbs'];
}) {
  const t = useT(officeWords).batch;
  const p = useT(providerWords);
  const locale = useLocale();
  const format = useFormat();
  const scope = office ? ('valley' as const) : ('provider' as const);
  const uses = useRoutePages(listUses, {
    query: { scope, batchId: b.id, limit: 100 },
  });
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = uses.items?.filter((u) => picked.has(u.id)) ?? [];
  const unknown = uses.items?.filter((u) => u.relation === 'unknown').length ?? 0;
  const columns: readonly Column<Use>[] = [
    ...useUseColumns('provider').filter((c) => c.key !== 'state' && c.key !== 'person' && c.key !== 'link'),
    ...(b.askedBack.uses > 0
      ? [
          {
            key: 'askedBack',
            title: t.audit,
            card: 'corner' as const,
            render: (u: Use) => u.askedBack && <StatusTag tone="wait">{t.asked}</StatusTag>,
          },
        ]
      : []),
    {
      key: 'relation',
      title: p.relation,
      render: (u: Use) => (
        <StatusTag tone={u.relation === 'unrelated' ? 'act' : 'wait'}>{p.relations[u.relation]}</StatusTag>
      ),
    },
    {
      key: 'invoice',
      title: p.invoice,
      render: (u: Use) =>
        u.invoice ? (
          <span className={styles.what}>
            <span className="num">{u.invoice.number}</span>
            <small>
              {format.day(u.invoice.issuedOn)} · {format.money(u.invoice.amountFen)}
            </small>
          </span>
        ) : (
          p.noInvoice
        ),
    },
    // Claimed again: has it been put right?
    ...(uses.items?.some((u) => u.returned)
      ? [
          {
            key: 'returned',
            title: p.lastReturn,
            render: (u: Use) => (u.returned ? <LastReturn of={u.returned} /> : '–'),
          },
        ]
      : []),
    {
      key: 'evidence',
      title: '',
      card: 'actions' as const,
      render: (u: Use) => u.may.readEvidence && <EvidenceButton use={u} look="quiet" />,
    },
  ];
  const returnedColumns: readonly Column<Returned>[] = [
    {
      key: 'use',
      title: t.use,
      card: 'title',
      render: (r) => (
        <span className={styles.what}>
          <Link to="/vouchers/uses/$id" params={{ id: r.useId }}>
            {r.title[locale]}
          </Link>
          <small>{format.dateTime(r.startsAt)}</small>
        </span>
      ),
    },
    { key: 'why', title: t.reason, render: (r) => r.reason },
    {
      key: 'who',
      title: t.returnedBy,
      card: 'subtitle',
      render: (r) => [r.byName, format.dateTime(r.at)].filter(Boolean).join(' · '),
    },
  ];
  return (
    <CounterPage
      title={b.number}
      crumbs={crumbs ?? []}
      meta={
        <>
          <BatchTag status={b.status} />
          <span>{b.providerName}</span>
          <span>{b.title[locale]}</span>
        </>
      }
      actions={<Steps batch={b} unknown={unknown} />}
    >
      {b.reason && b.status === 'returned' && <Alert tone="wait" title={t.returned(b.reason)} />}
      {/* Given back before each use kept its own reason */}
      {b.reason && b.status !== 'returned' && b.returned.length === 0 && (
        <Alert tone="wait" title={t.refused(b.reason)} />
      )}
      <div className={styles.stack}>
        {b.askedBack.uses > 0 && (
          <Alert tone="wait" title={t.askedBack(b.askedBack.uses, format.money(b.askedBack.amountFen))}>
            {b.askedBack.uses < b.uses ? t.askedBackText : t.allAskedBackText}
          </Alert>
        )}
        <Stats>
          <Stat value={b.uses} label={p.count} />
          <Stat value={format.money(b.totalFen)} label={p.total} />
          {b.askedBack.uses > 0 && (
            <Stat value={format.money(b.askedBack.amountFen)} label={t.withheld(b.askedBack.uses)} />
          )}
          <Stat value={format.money(b.offsetFen)} label={p.offset} />
          <Stat value={format.money(b.payFen)} label={b.status === 'paid' ? p.paid : p.pay} />
        </Stats>
      </div>
      <Progress batch={b} />
      {office && b.status !== 'paid' && b.status !== 'returned' && <p className={styles.note}>{t.other}</p>}
      {b.status !== 'returned' && (
        <Section
          title={t.uses}
          actions={
            <>
              <ExportUses query={{ scope, batchId: b.id }} />
              {b.may.refuse && <Refuse batch={b} uses={chosen} onDone={() => setPicked(new Set())} />}
            </>
          }
        >
          {b.may.refuse && <p className={styles.faint}>{t.refuseHint}</p>}
          {unknown > 0 && <p>{t.relations(unknown)}</p>}
          {uses.error ? (
            <ProblemView error={uses.error} />
          ) : (
            <DataTable
              label={t.uses}
              columns={columns}
              rows={uses.items}
              rowKey={(u) => u.id}
              {...(b.may.refuse
                ? {
                    selected: picked,
                    onSelect: setPicked,
                    rowName: (u: Use) => `${u.title[locale]} · ${format.range(u.startsAt, u.endsAt)}`,
                  }
                : {})}
              more={uses.more}
              tone={(u) => (u.relation === 'unknown' ? 'wait' : undefined)}
            />
          )}
        </Section>
      )}
      {b.returned.length > 0 && (
        <Section title={t.returnedUses(b.returned.length)} hint={t.returnedHint}>
          <DataTable
            label={t.returnedUses(b.returned.length)}
            columns={returnedColumns}
            rows={b.returned}
            rowKey={(r) => r.useId}
          />
        </Section>
      )}
    </CounterPage>
  );
}

/** Single uses back to the provider; the claim goes on with the others. */
function Refuse({ batch: b, uses, onDone }: { batch: Batch; uses: readonly Use[]; onDone: () => void }) {
  const t = useT(officeWords).batch;
  const format = useFormat();
  const move = useRouteMutation(moveBatch, { invalidate: ['casework'], onSuccess: onDone });
  const all = uses.length > 0 && uses.length >= b.uses;
  return (
    <>
      {all && <span className={styles.faint}>{t.refuseAll}</span>}
      <ConfirmButton
        look="plain"
        confirmLook="wrong"
        disabled={uses.length === 0 || all}
        title={t.refuseTitle(uses.length)}
        consequence={t.refuseText(format.money(uses.reduce((sum, u) => sum + u.usedFen, 0)))}
        confirmLabel={t.refuse(uses.length)}
        reason={{ label: t.reason, required: true }}
        onConfirm={(reason) =>
          move.mutateAsync({
            params: { id: b.id },
            ifMatch: b.version,
            body: { step: 'refuse', useIds: uses.map((u) => u.id), reason },
          })
        }
      >
        {t.refuse(uses.length)}
      </ConfirmButton>
    </>
  );
}

function Progress({ batch: b }: { batch: Batch }) {
  const t = useT(officeWords).batch;
  const format = useFormat();
  const steps: readonly (readonly [string, string | null])[] = [
    [t.stepNames.claim, `${b.claimedByName} · ${format.dateTime(b.createdAt)}`],
    [t.stepNames.check, b.checkedByName],
    [t.stepNames.approve, b.approvedByName],
    [t.stepNames.pay, b.paidOn && `${format.day(b.paidOn)} · ${b.reference ?? ''}`],
  ];
  const now = steps.findIndex(([, done]) => !done);
  if (b.status === 'returned') return null;
  return (
    <Section title={t.steps}>
      <ol className={`${styles.steps} ${styles.across}`}>
        {steps.map(([name, done], i) => (
          <li key={name} data-now={i === now ? '' : undefined}>
            <strong>{name}</strong>
            <small>{done ?? (i === now ? t.waiting : '–')}</small>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Steps({ batch: b, unknown }: { batch: Batch; unknown: number }) {
  const t = useT(officeWords).batch;
  const format = useFormat();
  const [confirmed, setConfirmed] = useState(false);
  const [paying, setPaying] = useState(false);
  const move = useRouteMutation(moveBatch, { invalidate: ['casework'] });
  const at = { params: { id: b.id }, ifMatch: b.version };
  return (
    <>
      {b.may.check && (
        <ConfirmButton
          look="act"
          title={t.checkTitle}
          consequence={
            <>
              <p>{t.checkText}</p>
              {unknown > 0 && (
                <label className={styles.tick}>
                  <input
                    type="checkbox"
                    checked={confirmed}
                    onChange={(event) => setConfirmed(event.target.checked)}
                  />
                  <span>
                    {t.relations(unknown)}
                    <br />
                    {t.confirmRelations}
                  </span>
                </label>
              )}
            </>
          }
          confirmLabel={t.check}
          onConfirm={() =>
            move.mutateAsync({ ...at, body: { step: 'check', unrelatedConfirmed: confirmed } })
          }
        >
          {t.check}
        </ConfirmButton>
      )}
      {b.may.approve && (
        <ConfirmButton
          look="act"
          title={t.approveTitle}
          consequence={t.approveText(format.money(b.payFen))}
          confirmLabel={t.approve}
          onConfirm={() => move.mutateAsync({ ...at, body: { step: 'approve' } })}
        >
          {t.approve}
        </ConfirmButton>
      )}
      {b.may.pay && (
        <Button look="act" onClick={() => setPaying(true)}>
          {t.pay}
        </Button>
      )}
      {b.may.return && (
        <ConfirmButton
          look="quiet"
          confirmLook="wrong"
          title={t.returnTitle}
          consequence={t.returnText}
          confirmLabel={t.giveBack}
          reason={{ label: t.reason, required: true }}
          onConfirm={(reason) => move.mutateAsync({ ...at, body: { step: 'return', reason } })}
        >
          {t.giveBack}
        </ConfirmButton>
      )}
      <Dialog open={paying} title={t.payTitle} onClose={() => setPaying(false)}>
        <PayForm batch={b} onDone={() => setPaying(false)} />
      </Dialog>
    </>
  );
}

function PayForm({ batch: b, onDone }: { batch: Batch; onDone: () => void }) {
  const t = useT(officeWords).batch;
  const format = useFormat();
  const zone = useZone();
  const ids = { day: useId(), reference: useId() };
  const today = dayOf(serverNow(), zone);
  const [paidOn, setDay] = useState(today);
  const [reference, setReference] = useState('');
  const pay = useRouteMutation(moveBatch, { invalidate: ['casework'], onSuccess: onDone });
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (paidOn !== '' && reference.trim() !== '')
          pay.mutate({
            params: { id: b.id },
            ifMatch: b.version,
            body: { step: 'pay', paidOn, reference: reference.trim() },
          });
      }}
    >
      <p>{t.payAmount(format.money(b.payFen))}</p>
      <p className={styles.faint}>{t.payText}</p>
      <Field label={t.paidOn} htmlFor={ids.day}>
        <input
          id={ids.day}
          type="date"
          className={inputClass}
          max={today}
          value={paidOn}
          onChange={(event) => setDay(event.target.value)}
        />
      </Field>
      <Field label={t.reference} htmlFor={ids.reference}>
        <input
          id={ids.reference}
          className={inputClass}
          maxLength={80}
          autoComplete="off"
          value={reference}
          onChange={(event) => setReference(event.target.value)}
        />
      </Field>
      {pay.error && <ProblemView error={pay.error} />}
      <p>
        <Button
          look="act"
          type="submit"
          busy={pay.isPending}
          disabled={paidOn === '' || reference.trim() === ''}
        >
          {t.pay}
        </Button>
      </p>
    </form>
  );
}
