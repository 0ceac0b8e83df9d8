import {
  drawAudit,
  listVoucherAudits,
  recordFinding,
  type VoucherAudit,
} from '@hegu/contract/voucher/audits.ts';
import { listProgrammes } from '@hegu/contract/voucher/schemes.ts';
import { getUse } from '@hegu/contract/voucher/uses.ts';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useFormat, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import { addDays, dayOf, instantAt, iso } from '../../labs/parts/time.ts';
import { ClawbackTag } from '../clawbacks/clawback.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { officeWords } from './messages.ts';

type Finding = VoucherAudit['findings'][number];

/** Random checks: the draw with what it follows from, and the findings. */
export function Checks() {
  const t = useT(officeWords).checks;
  const [drawing, setDrawing] = useState(false);
  const { items, error, more } = useRoutePages(listVoucherAudits, { query: { limit: 10 } });
  if (error) return <ProblemView error={error} />;
  if (!items) return <Skeleton lines={4} height={40} />;
  const draw = (
    <Button look={items.length === 0 ? 'act' : 'plain'} onClick={() => setDrawing(true)}>
      {t.draw}
    </Button>
  );
  return (
    <div className={styles.stack}>
      {items.length === 0 ? (
        <Empty icon="search" title={t.none} action={draw}>
          {t.noneText}
        </Empty>
      ) : (
        <p>{draw}</p>
      )}
      {items.map((a) => (
        <Audit key={a.id} audit={a} />
      ))}
      {more.has && <MoreButton busy={more.busy} onClick={more.load} />}
      <Dialog open={drawing} title={t.drawTitle} onClose={() => setDrawing(false)}>
        <DrawForm onDone={() => setDrawing(false)} />
      </Dialog>
    </div>
  );
}

function MoreButton({ busy, onClick }: { busy: boolean; onClick: () => void }) {
  const { actions } = useT();
  return (
    <Button look="quiet" busy={busy} onClick={onClick}>
      {actions.more}
    </Button>
  );
}

function Audit({ audit: a }: { audit: VoucherAudit }) {
  const t = useT(officeWords).checks;
  const locale = useLocale();
  const format = useFormat();
  const [finding, setFinding] = useState<Finding | null>(null);
  const open = a.findings.some((f) => f.result === null);
  const seed: readonly (readonly [string, string])[] = [
    [t.seed, a.seed],
    [t.population, a.populationHash],
    [t.head, a.seedOf.head ? `${a.seedOf.head.treeSize} · ${a.seedOf.head.rootHash}` : t.noHead],
    [t.nonce, a.seedOf.nonce],
  ];
  return (
    <article className={styles.grant} data-tone={open ? 'wait' : 'calm'}>
      <div className={styles.head}>
        <h3>{t.drawn(a.findings.length, a.population)}</h3>
        <span className={styles.faint}>{t.by(a.drawnByName, format.dateTime(a.createdAt))}</span>
      </div>
      <p>{format.range(a.from, a.to)}</p>
      <DataTable
        label={t.drawn(a.findings.length, a.population)}
        rows={a.findings}
        rowKey={(f) => f.useId}
        tone={(f) => (f.result === null ? 'wait' : f.result === 'fail' ? 'wrong' : undefined)}
        columns={[
          { key: 'place', title: t.place, align: 'end', width: '56px', render: (f) => f.place },
          {
            key: 'use',
            title: t.use,
            card: 'title',
            render: (f) => (
              <span className={styles.what}>
                <Link to="/vouchers/uses/$id" params={{ id: f.useId }}>
                  {f.title[locale]}
                </Link>
                <small>{format.dateTime(f.startsAt)}</small>
              </span>
            ),
          },
          {
            key: 'result',
            title: t.result,
            card: 'corner',
            render: (f) => (
              <StatusTag tone={f.result === null ? 'wait' : f.result === 'pass' ? 'act' : 'wrong'}>
                {f.result === null ? t.todo : t.results[f.result]}
              </StatusTag>
            ),
          },
          {
            key: 'note',
            title: t.note,
            card: 'subtitle',
            render: (f) => (
              <div className={styles.what}>
                {f.note && <div>{f.note}</div>}
                {f.clawback && (
                  <div>
                    {format.money(f.clawback === 'ordered' ? f.takenFen : f.clawbackFen)}{' '}
                    <ClawbackTag state={f.clawback} />
                  </div>
                )}
                {f.foundByName && f.foundAt && (
                  <small>{t.by(f.foundByName, format.dateTime(f.foundAt))}</small>
                )}
              </div>
            ),
          },
          {
            key: 'do',
            title: '',
            card: 'actions',
            render: (f) => f.result === null && <Button onClick={() => setFinding(f)}>{t.record}</Button>,
          },
        ]}
      />
      <details>
        <summary>{t.seedShow}</summary>
        <p className={styles.faint}>{t.drawText}</p>
        <Facts
          rows={seed.map(([label, value]) => [
            label,
            <code key={label} className={styles.code}>
              {value}
            </code>,
          ])}
        />
      </details>
      <Dialog
        open={finding !== null}
        title={finding ? t.recordTitle(finding.place) : ''}
        onClose={() => setFinding(null)}
      >
        {finding && (
          <FindingForm key={finding.useId} audit={a} useId={finding.useId} onDone={() => setFinding(null)} />
        )}
      </Dialog>
    </article>
  );
}

function FindingForm({
  audit,
  useId: id,
  onDone,
}: {
  audit: VoucherAudit;
  useId: string;
  onDone: () => void;
}) {
  const t = useT(officeWords).checks;
  const locale = useLocale();
  const format = useFormat();
  const ids = { note: useId(), back: useId() };
  const { data: use } = useRouteQuery(getUse, { params: { id } });
  const [result, setResult] = useState<'pass' | 'fail'>('pass');
  const [note, setNote] = useState('');
  const [backFen, setBack] = useState<number | null>(null);
  const record = useRouteMutation(recordFinding, { onSuccess: onDone });
  const fails = result === 'fail';
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        record.mutate({
          params: { id: audit.id },
          body: { useId: id, result, note: note.trim(), clawbackFen: fails ? (backFen ?? 0) : 0 },
        });
      }}
    >
      {use && (
        <p>
          <strong>{use.title[locale]}</strong>
          <br />
          <span className={styles.faint}>
            {use.organisationName} → {use.providerName} · {format.money(use.usedFen)}
          </span>
        </p>
      )}
      <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
        <legend>{t.result}</legend>
        {(['pass', 'fail'] as const).map((r) => (
          <label key={r} className={styles.tick}>
            <input type="radio" name="result" checked={result === r} onChange={() => setResult(r)} />
            <span>{t.results[r]}</span>
          </label>
        ))}
      </fieldset>
      <Field label={t.note} htmlFor={ids.note} optional={!fails} help={fails ? t.noteMissing : undefined}>
        <textarea
          id={ids.note}
          className={inputClass}
          rows={3}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {fails && (
        <Field
          label={t.clawback}
          htmlFor={ids.back}
          help={use && t.clawbackHelp(format.money(use.usedFen))}
          optional
        >
          <YuanInput id={ids.back} value={backFen} describedBy={helpId(ids.back)} onChange={setBack} />
        </Field>
      )}
      {record.error && <ProblemView error={record.error} />}
      <p>
        <Button
          look={fails ? 'wrong' : 'act'}
          type="submit"
          busy={record.isPending}
          disabled={fails && note.trim() === ''}
        >
          {t.save}
        </Button>
      </p>
    </form>
  );
}

function DrawForm({ onDone }: { onDone: () => void }) {
  const t = useT(officeWords).checks;
  const words = useT(voucherWords);
  const locale = useLocale();
  const zone = useZone();
  const today = dayOf(serverNow(), zone);
  const ids = { programme: useId(), from: useId(), to: useId(), size: useId() };
  const programmes = useRouteQuery(listProgrammes, { query: { limit: 50 } }).data?.items ?? [];
  const [chosen, setProgramme] = useState('');
  const programmeId = chosen || (programmes[0]?.id ?? '');
  const [from, setFrom] = useState(addDays(today, -90));
  const [to, setTo] = useState(today);
  const [size, setSize] = useState('');
  const draw = useRouteMutation(drawAudit, { onSuccess: onDone });
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (from === '' || to === '' || programmeId === '') return;
        draw.mutate({
          body: {
            programmeId,
            from: iso(instantAt(from, 0, zone)),
            // The last day whole
            to: iso(instantAt(addDays(to, 1), 0, zone)),
            ...(/^\d+$/.test(size) ? { size: Number(size) } : {}),
          },
        });
      }}
    >
      <p className={styles.faint}>{t.drawText}</p>
      <Field label={t.programme} htmlFor={ids.programme}>
        <select
          id={ids.programme}
          className={inputClass}
          value={programmeId}
          onChange={(event) => setProgramme(event.target.value)}
        >
          {programmes.map((p) => (
            <option key={p.id} value={p.id}>
              {words.titleYear(p.title[locale], p.year)}
            </option>
          ))}
        </select>
      </Field>
      <div className={styles.pair}>
        <Field label={t.from} htmlFor={ids.from}>
          <input
            id={ids.from}
            type="date"
            className={inputClass}
            max={to}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </Field>
        <Field label={t.to} htmlFor={ids.to}>
          <input
            id={ids.to}
            type="date"
            className={inputClass}
            min={from}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        </Field>
      </div>
      <Field label={t.size} htmlFor={ids.size} help={t.sizeHelp} optional>
        <input
          id={ids.size}
          type="number"
          min={1}
          max={1000}
          className={inputClass}
          aria-describedby={helpId(ids.size)}
          value={size}
          onChange={(event) => setSize(event.target.value)}
        />
      </Field>
      {draw.error && <ProblemView error={draw.error} />}
      <p>
        <Button look="act" type="submit" busy={draw.isPending} disabled={programmeId === ''}>
          {t.go}
        </Button>
      </p>
    </form>
  );
}
