import {
  closeProgramme,
  confirmProgramme,
  discardProgramme,
  fundProgramme,
  listProgrammes,
  openProgramme,
  type Programme,
} from '@hegu/contract/voucher/schemes.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useFormat, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import { MoneyBar } from '../parts/money-bar.tsx';
import { useSchemes } from '../parts/scheme.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { officeWords } from './messages.ts';

/** Programmes by year, each with its money as one bar; opening, confirming, adding to, closing. */
export function Budget() {
  const t = useT(officeWords).budget;
  const { data, error } = useRouteQuery(listProgrammes, { query: { limit: 50 } }, { rooms: ['valley'] });
  const [opening, setOpening] = useState(false);
  if (error) return <ProblemView error={error} />;
  if (!data) return <Skeleton lines={4} height={40} />;
  const open = (
    <Button look={data.items.length === 0 ? 'act' : 'plain'} onClick={() => setOpening(true)}>
      {t.open}
    </Button>
  );
  return (
    <div className={styles.stack}>
      {data.items.length === 0 ? (
        <Empty icon="ledger" title={t.none} action={open}>
          {t.noneText}
        </Empty>
      ) : (
        <p>{open}</p>
      )}
      {data.items.map((p) => (
        <ProgrammeCard key={p.id} programme={p} />
      ))}
      <Dialog open={opening} title={t.openTitle} onClose={() => setOpening(false)}>
        <OpenForm onDone={() => setOpening(false)} />
      </Dialog>
    </div>
  );
}

function ProgrammeCard({ programme: p }: { programme: Programme }) {
  const t = useT(officeWords).budget;
  const words = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  const confirm = useRouteMutation(confirmProgramme);
  const close = useRouteMutation(closeProgramme);
  const discard = useRouteMutation(discardProgramme);
  const [funding, setFunding] = useState(false);
  const b = p.board;
  const tone = p.status === 'open' ? 'act' : p.status === 'draft' ? 'wait' : 'calm';
  return (
    <article className={styles.grant} data-tone={tone}>
      <div className={styles.head}>
        <h3>{words.titleYear(p.title[locale], p.year)}</h3>
        <StatusTag tone={tone}>{t.statuses[p.status]}</StatusTag>
      </div>
      {b && p.status !== 'draft' && (
        <>
          <p>
            <span className={styles.faint}>{t.funded}</span>
            <br />
            <span className={styles.big}>{format.money(b.fundedFen)}</span>
          </p>
          <MoneyBar
            totalFen={b.fundedFen}
            segments={[
              { key: 'paid', label: words.bar.paid, fen: b.paidFen, look: 'used' },
              { key: 'due', label: words.bar.due, fen: b.dueFen, look: 'due' },
              { key: 'held', label: words.bar.held, fen: b.heldFen, look: 'held' },
              { key: 'wallet', label: words.bar.wallet, fen: b.walletFen, look: 'free' },
              { key: 'budget', label: words.bar.budget, fen: b.budgetFen, look: 'rest' },
            ]}
          />
        </>
      )}
      <dl className={styles.line}>
        {p.status === 'draft' && p.openedFen !== null && (
          <div>
            <dt>{t.funded}</dt>
            <dd>{format.money(p.openedFen)}</dd>
          </div>
        )}
        <div>
          <dt>{words.percent}</dt>
          <dd>{format.percent(p.percentBp / 10_000)}</dd>
        </div>
        <div>
          <dt>{t.basis}</dt>
          <dd>{p.basis}</dd>
        </div>
        <div>
          <dd>
            {[t.openedBy(p.openedByName), p.confirmedByName && t.confirmedBy(p.confirmedByName)]
              .filter(Boolean)
              .join(' · ')}
          </dd>
        </div>
      </dl>
      {p.status === 'draft' && !p.may.confirm && <p className={styles.faint}>{t.draftHint}</p>}
      <div className={styles.row}>
        {p.may.confirm && (
          <ConfirmButton
            look="act"
            title={t.confirmTitle}
            consequence={t.confirmText(format.money(p.openedFen ?? 0))}
            confirmLabel={t.confirm}
            onConfirm={() => confirm.mutateAsync({ params: { id: p.id }, ifMatch: p.version })}
          >
            {t.confirm}
          </ConfirmButton>
        )}
        {p.may.discard && (
          <ConfirmButton
            look="quiet"
            confirmLook="wrong"
            title={t.discardTitle}
            consequence={t.discardText}
            confirmLabel={t.discard}
            onConfirm={() => discard.mutateAsync({ params: { id: p.id }, ifMatch: p.version })}
          >
            {t.discard}
          </ConfirmButton>
        )}
        {p.may.fund && <Button onClick={() => setFunding(true)}>{t.fund}</Button>}
        {p.may.close && (
          <ConfirmButton
            look="quiet"
            confirmLook="wrong"
            title={t.closeTitle}
            consequence={t.closeText}
            confirmLabel={t.close}
            onConfirm={() => close.mutateAsync({ params: { id: p.id }, ifMatch: p.version })}
          >
            {t.close}
          </ConfirmButton>
        )}
      </div>
      <Dialog open={funding} title={t.fund} onClose={() => setFunding(false)}>
        <FundForm id={p.id} onDone={() => setFunding(false)} />
      </Dialog>
    </article>
  );
}

function FundForm({ id, onDone }: { id: string; onDone: () => void }) {
  const t = useT(officeWords).budget;
  const ids = { amount: useId(), memo: useId() };
  const [amountFen, setAmount] = useState<number | null>(null);
  const [memo, setMemo] = useState('');
  const fund = useRouteMutation(fundProgramme, { onSuccess: onDone });
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (amountFen !== null && amountFen > 0)
          fund.mutate({ params: { id }, body: { amountFen, memo: memo.trim() } });
      }}
    >
      <Field label={t.amount} htmlFor={ids.amount}>
        <YuanInput id={ids.amount} value={amountFen} onChange={setAmount} />
      </Field>
      <Field label={t.memo} htmlFor={ids.memo}>
        <input
          id={ids.memo}
          className={inputClass}
          maxLength={200}
          value={memo}
          onChange={(event) => setMemo(event.target.value)}
        />
      </Field>
      {fund.error && <ProblemView error={fund.error} />}
      <p>
        <Button
          look="act"
          type="submit"
          busy={fund.isPending}
          disabled={amountFen === null || amountFen <= 0 || memo.trim() === ''}
        >
          {t.fund}
        </Button>
      </p>
    </form>
  );
}

function OpenForm({ onDone }: { onDone: () => void }) {
  const t = useT(officeWords).budget;
  const locale = useLocale();
  const zone = useZone();
  const ids = { scheme: useId(), year: useId(), amount: useId(), basis: useId() };
  const schemes = useSchemes() ?? [];
  const [chosen, setScheme] = useState('');
  const schemeId = chosen || (schemes[0]?.schemeId ?? '');
  const thisYear = civilOf(serverNow(), zone)?.year ?? 2026;
  const [year, setYear] = useState(String(thisYear));
  const [budgetFen, setBudget] = useState<number | null>(null);
  const [basis, setBasis] = useState('');
  const open = useRouteMutation(openProgramme, { onSuccess: onDone });
  const whole = schemeId !== '' && budgetFen !== null && budgetFen > 0 && basis.trim() !== '';
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (whole && budgetFen !== null)
          open.mutate({ body: { schemeId, year: Number(year), budgetFen, basis: basis.trim() } });
      }}
    >
      <Field label={t.scheme} htmlFor={ids.scheme}>
        <select
          id={ids.scheme}
          className={inputClass}
          value={schemeId}
          onChange={(event) => setScheme(event.target.value)}
        >
          {[...new Map(schemes.map((s) => [s.schemeId, s])).values()].map((s) => (
            <option key={s.schemeId} value={s.schemeId}>
              {s.title[locale]}
            </option>
          ))}
        </select>
      </Field>
      <div className={styles.pair}>
        <Field label={t.year} htmlFor={ids.year}>
          <select
            id={ids.year}
            className={inputClass}
            value={year}
            onChange={(event) => setYear(event.target.value)}
          >
            {[thisYear + 1, thisYear, thisYear - 1].map((y) => (
              <option key={y} value={String(y)}>
                {String(y)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t.amount} htmlFor={ids.amount}>
          <YuanInput id={ids.amount} value={budgetFen} onChange={setBudget} />
        </Field>
      </div>
      <Field label={t.basis} htmlFor={ids.basis} help={t.basisHelp}>
        <input
          id={ids.basis}
          className={inputClass}
          maxLength={300}
          aria-describedby={helpId(ids.basis)}
          value={basis}
          onChange={(event) => setBasis(event.target.value)}
        />
      </Field>
      {open.error && <ProblemView error={open.error} />}
      <p>
        <Button look="act" type="submit" busy={open.isPending} disabled={!whole}>
          {t.go}
        </Button>
      </p>
    </form>
  );
}
