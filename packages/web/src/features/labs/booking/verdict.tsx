import { type createReservation, previewReservation } from '@hegu/contract/labs/reservations.ts';
import type { RouteBodyIn, RouteOk } from '@hegu/contract/route.ts';
import { useEffect, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Alternatives } from '../parts/alternatives.tsx';
import type { Span } from '../parts/day-strip-drag.ts';
import { bookingParts } from '../parts/part-messages.ts';
import { QuoteView } from '../parts/quote-view.tsx';
import styles from './booking.module.css';
import { Tick } from './booking-fields.tsx';
import { bookingWords } from './messages.ts';
import { type VoucherChoice, VoucherPart } from './voucher-part.tsx';

type Body = RouteBodyIn<typeof createReservation>;
export type PreviewAnswer = RouteOk<typeof previewReservation>;

export interface Preview {
  readonly data: PreviewAnswer | undefined;
  readonly error: Error | null;
  /** The answer is for what is on the screen. */
  readonly fresh: boolean;
  readonly body: Body;
  /** Its end lies after its start; before that nobody is asked. */
  readonly sensible: boolean;
}

const pauseMs = 300;

/** A value once the person has paused: what they have not finished is not asked about. */
export function useRested<T>(value: T): { readonly rested: T; readonly settled: boolean } {
  const written = JSON.stringify(value);
  const [rested, setRested] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => setRested(written), pauseMs);
    return () => clearTimeout(timer);
  }, [written]);
  return { rested: JSON.parse(rested) as T, settled: rested === written };
}

/** Its end is after its start: only then is there anything to ask. */
export const runsForward = (wish: { readonly startsAt: string; readonly endsAt: string }): boolean =>
  Date.parse(wish.endsAt) > Date.parse(wish.startsAt);

/** What the server would say to this booking, asked once the person has paused. */
export function usePreview(body: Body): Preview {
  const { rested, settled } = useRested(body);
  const sensible = runsForward(body);
  const { data, error, isPlaceholderData, isFetching } = useRouteQuery(
    previewReservation,
    { body: rested },
    {
      keepPrevious: true,
      staleTime: 15_000,
      enabled: runsForward(rested),
      rooms: [`instrument:${body.instrumentId}`],
    },
  );
  return { data, error, body, sensible, fresh: settled && !isPlaceholderData && !(isFetching && !data) };
}

/** What only waits to be filled in: the time is good, and nothing is refused yet. */
const toFill = new Set(['reservation.configuration_required', 'project.choose']);

/** Nothing is in the way but what has still to be chosen. */
export const onlyToFill = (reasons: PreviewAnswer['reasons']): boolean =>
  reasons.length > 0 && reasons.every((r) => toFill.has(r.code));

/** It is the money, and not the time, that is missing. */
export const onlyMoney = (reasons: PreviewAnswer['reasons']): boolean =>
  reasons.length > 0 && reasons.every((r) => r.code === 'ledger.insufficient' || toFill.has(r.code));

/** The refusal as a problem, so that it is printed like every other. */
export function refusalOf(preview: Pick<PreviewAnswer, 'reasons'>, title: string): ApiProblem | null {
  const first = preview.reasons[0];
  if (!first) return null;
  return new ApiProblem({
    type: 'about:blank',
    title,
    status: 422,
    code: first.code,
    detail: first.message,
    reasons: preview.reasons,
  });
}

/** A time whose end is still to be typed: neither price nor verdict, and nothing from the time before it. */
function Unfinished({ body }: { body: Body }) {
  const t = useT(bookingWords);
  const parts = useT(bookingParts);
  const format = useFormat();
  return (
    <section id="verdict" className={styles.verdict} aria-label={t.summary}>
      <p className={styles.when}>
        <strong>{format.range(body.startsAt, body.endsAt)}</strong>
      </p>
      <Alert tone="wait" title={parts.endFirst} />
      <div className={styles.submit}>
        <span className={styles.submitPrice}>
          <small>{parts.endFirst}</small>
        </span>
        <Button look="act" block disabled>
          {t.submit}
        </Button>
      </div>
    </section>
  );
}

/** May it be booked, what does it cost, who has to agree; and the button. */
export function Verdict({
  preview,
  staff,
  override,
  wish,
  busy,
  onOverride,
  onVoucher,
  onPick,
  onSubmit,
}: {
  preview: Preview;
  /** May let overridable reasons pass. */
  staff: boolean;
  override: boolean;
  wish: VoucherChoice;
  busy: boolean;
  onOverride: (override: boolean) => void;
  onVoucher: (choice: Partial<VoucherChoice>) => void;
  onPick: (span: Span) => void;
  onSubmit: () => void;
}) {
  const t = useT(bookingWords);
  const parts = useT(bookingParts);
  const format = useFormat();
  const { data, error, fresh, body } = preview;
  if (!preview.sensible) return <Unfinished body={body} />;
  const overridable =
    data !== undefined && data.reasons.length > 0 && data.reasons.every((r) => r.overridable);
  const may = data !== undefined && (data.accepted || (staff && override && overridable));
  const paysPart = data?.voucher?.asked === true && data.voucher.coverFen > 0;
  // What is against the voucher stands beside its switch
  const against = data?.reasons.filter((r) => !r.code.startsWith('voucher.')) ?? [];
  const refusal = onlyMoney(against) ? t.noMoney : parts.cannot;
  const approval = data?.needsApproval ?? [];
  const said =
    approval.length === 2
      ? t.needsBoth
      : approval[0] === 'pi'
        ? t.needsPi
        : approval[0]
          ? t.needsFacility
          : t.needsNone;
  return (
    <section id="verdict" className={styles.verdict} aria-label={t.summary} aria-busy={!fresh}>
      <p className={styles.when}>
        <strong>{format.range(body.startsAt, body.endsAt)}</strong>
        <span>{format.duration((Date.parse(body.endsAt) - Date.parse(body.startsAt)) / 60_000)}</span>
      </p>
      {error && !data && <ProblemView error={error} title={parts.cannot} />}
      {!data && !error && <Skeleton lines={3} height={24} />}
      {data && (
        <div className={fresh ? undefined : styles.old}>
          {onlyToFill(against) ? (
            <Alert tone="wait" title={t.toFill}>
              {against.map((r) => (
                <p key={r.code}>{r.message}</p>
              ))}
            </Alert>
          ) : against.length > 0 ? (
            <ProblemView
              error={refusalOf({ ...data, reasons: against }, refusal)}
              title={refusal}
              nearest={
                data.alternatives.length > 0 && (
                  <Alternatives instrumentId={body.instrumentId} slots={data.alternatives} onPick={onPick} />
                )
              }
            />
          ) : data.reasons.length > 0 ? (
            <Alert tone="wait" title={t.voucherRefused} />
          ) : (
            <Alert tone="calm" title={t.accepted}>
              <p>{said}</p>
            </Alert>
          )}
        </div>
      )}
      {staff && overridable && (
        <Tick checked={override} onChange={onOverride} label={t.override} help={t.overrideHelp} />
      )}
      {data && (
        <div className={fresh ? undefined : styles.old}>
          {data.quote ? (
            <QuoteView quote={data.quote} totalLabel={paysPart ? parts.total : t.hold} />
          ) : (
            <p>{t.noPrice}</p>
          )}
          {data.voucher && data.quote && data.quote.totalFen > 0 && (
            <VoucherPart voucher={data.voucher} wish={wish} onChange={onVoucher} />
          )}
          {data.availableFen !== null && (
            <p className={styles.available}>
              <span>{t.available}</span>
              <span className="num">{format.money(data.availableFen)}</span>
            </p>
          )}
          {data.quote && data.quote.totalFen > 0 && <p className={styles.help}>{t.holdHelp}</p>}
        </div>
      )}
      <div className={styles.submit}>
        <span className={styles.submitPrice}>
          {data?.quote ? format.money(paysPart ? data.voucher?.remainsFen : data.quote.totalFen) : ''}
          {data && data.reasons.length > 0 && !may ? (
            onlyToFill(data.reasons) ? (
              <a href="#for-what">{data.reasons[0]?.message}</a>
            ) : (
              <a href="#verdict">{t.why}</a>
            )
          ) : (
            <small>{format.range(body.startsAt, body.endsAt)}</small>
          )}
        </span>
        <Button look="act" block busy={busy} disabled={!may || !fresh} onClick={onSubmit}>
          {approval.length > 0 ? t.submitPending : t.submit}
        </Button>
      </div>
      <span className="sr-only" role="status">
        {fresh ? '' : t.checking}
      </span>
    </section>
  );
}
