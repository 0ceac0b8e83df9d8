import { type Charge, disputeCharge, getCharge } from '@hegu/contract/labs/charges.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { instrumentPlace, reservationPlace } from '../../../lib/places.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Money } from '../../../ui/value.tsx';
import { QuoteView } from '../parts/quote-view.tsx';
import { minutesBetween } from '../parts/time.ts';
import { labs } from '../parts/words.ts';
import { ChargeTag } from './charge-tag.tsx';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';
import { roundedUpTo } from './rounded.ts';
import { UsedStrip } from './used-strip.tsx';

export function ChargePage() {
  const t = useT(moneyWords).charge;
  return (
    <RequireSignIn title={t.title}>
      <Loader />
    </RequireSignIn>
  );
}

function Loader() {
  const t = useT(moneyWords);
  const { id } = useParams({ from: '/charges/$id' });
  const { me } = useSession();
  const rooms = me?.user ? [`user:${me.user.id}`] : [];
  useEvents(rooms);
  const { data, error } = useRouteQuery(getCharge, { params: { id } }, { rooms });
  if (data) return <Loaded charge={data} />;
  return (
    <Page title={t.charge.title} crumbs={[{ label: t.charges.title, link: { to: '/charges' } }]}>
      {error ? <ProblemView error={error} /> : <Skeleton lines={7} height={32} />}
    </Page>
  );
}

function Loaded({ charge: c }: { charge: Charge }) {
  const t = useT(moneyWords);
  const locale = useLocale();
  const format = useFormat();
  const dispute = useRouteMutation(disputeCharge);
  const used = c.usedFrom && c.usedTo ? minutesBetween(c.usedFrom, c.usedTo) : 0;
  const rounded = c.usedFrom ? roundedUpTo(c.quote, used) : null;
  const name = localName({ nameZh: c.instrumentNameZh, nameEn: c.instrumentNameEn }, locale);
  return (
    <Page
      title={`${format.money(c.amountFen)} · ${name}`}
      crumbs={[{ label: t.charges.title, link: { to: '/charges' } }]}
      meta={
        <>
          <ChargeTag status={c.status} />
          <span>{t.charges.kinds[c.kind]}</span>
          <span>{format.range(c.usedFrom ?? c.startsAt, c.usedTo ?? c.endsAt)}</span>
        </>
      }
      actions={
        c.may.dispute && (
          <ConfirmButton
            title={t.charge.disputeTitle}
            consequence={t.charge.disputeText}
            confirmLabel={t.charge.disputeSend}
            reason={{ label: t.charge.disputeReason, required: true }}
            onConfirm={(reason) =>
              dispute.mutateAsync({ params: { id: c.id }, body: { reason }, ifMatch: c.version })
            }
          >
            {t.charge.dispute}
          </ConfirmButton>
        )
      }
    >
      {c.dispute && (
        <Alert
          tone={c.dispute.resolvedAt ? 'calm' : 'wait'}
          title={t.charge.disputed(c.dispute.byName, format.dateTime(c.dispute.at))}
        >
          <p>{c.dispute.reason}</p>
          {c.dispute.resolvedAt ? (
            <p>
              <strong>
                {t.charge.resolved(c.dispute.resolvedByName ?? '–', format.dateTime(c.dispute.resolvedAt))}
              </strong>
              <br />
              {c.dispute.resolution}
            </p>
          ) : (
            <p>{t.charge.waiting}</p>
          )}
        </Alert>
      )}
      <div className={styles.columns}>
        <Section title={t.charge.computed}>
          {c.usedFrom && c.usedTo && <UsedStrip charge={c} />}
          <QuoteView quote={c.quote} />
          {rounded !== null && (
            <p className={styles.faint}>
              {t.charge.rounded(format.duration(used), format.duration(rounded))}
            </p>
          )}
          {c.amountFen !== c.originalFen && (
            <Facts
              rows={[
                [
                  t.charge.original,
                  <s key="v">
                    <Money fen={c.originalFen} />
                  </s>,
                ],
                [
                  t.charge.now,
                  <strong key="v">
                    <Money fen={c.amountFen} />
                  </strong>,
                ],
              ]}
            />
          )}
          {c.voucherFen > 0 && (
            <Facts
              rows={[
                [t.charge.voucher, <Money key="v" fen={-c.voucherFen} />],
                [
                  t.charge.own,
                  <strong key="v">
                    <Money fen={c.amountFen - c.voucherFen} />
                  </strong>,
                ],
              ]}
            />
          )}
        </Section>
        <ChargeFacts charge={c} />
      </div>
    </Page>
  );
}

function ChargeFacts({ charge: c }: { charge: Charge }) {
  const t = useT(moneyWords);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const difference =
    c.usedFrom && c.usedTo ? minutesBetween(c.startsAt, c.endsAt) - minutesBetween(c.usedFrom, c.usedTo) : 0;
  const rows: readonly FactRow[] = [
    [
      words.instrument,
      <Link key="i" to={instrumentPlace(c.instrumentId)}>
        {localName({ nameZh: c.instrumentNameZh, nameEn: c.instrumentNameEn }, locale)}
      </Link>,
    ],
    [t.charge.reserved, format.range(c.startsAt, c.endsAt)],
    [
      t.charge.used,
      c.usedFrom && c.usedTo && (
        <>
          {format.range(c.usedFrom, c.usedTo)}{' '}
          <small>
            {difference > 0
              ? t.charge.unused(format.duration(difference))
              : difference < 0
                ? t.charge.over(format.duration(-difference))
                : t.charge.asReserved}
          </small>
        </>
      ),
    ],
    [t.charge.who, `${c.personName} · ${c.organisationName}`],
    [t.charge.project, c.projectName],
    [t.charge.owner, c.ownerName],
    [t.charge.created, format.dateTime(c.createdAt)],
    [
      t.charge.statement,
      c.statementId && (
        <Link key="s" to="/statements/$id" params={{ id: c.statementId }}>
          {t.statements.title}
        </Link>
      ),
    ],
    [
      '',
      <Link key="r" to={reservationPlace(c.reservationId)}>
        {t.charge.reservation}
      </Link>,
    ],
  ];
  return (
    <Section title={t.charge.what}>
      <Facts rows={rows} />
    </Section>
  );
}
