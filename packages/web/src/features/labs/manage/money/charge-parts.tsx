import type { Charge, ChargeStatus } from '@hegu/contract/labs/charges.ts';
import type { StatementStatus } from '@hegu/contract/labs/statements.ts';
import type { z } from 'zod';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import { StatusTag, type Tone } from '../../../../ui/status-tag.tsx';
import { Money } from '../../../../ui/value.tsx';
import parts from '../parts/parts.module.css';
import { QuoteLines } from '../parts/quote-lines.tsx';
import { money as words } from './messages.ts';

const chargeTones: Record<z.output<typeof ChargeStatus>, Tone> = {
  final: 'act',
  disputed: 'wrong',
  adjusted: 'wait',
  confirmed: 'act',
  paid: 'calm',
};
const statementTones: Record<z.output<typeof StatementStatus>, Tone> = {
  issued: 'wait',
  confirmed: 'act',
  paid: 'calm',
};

export function ChargeTag({ status }: { status: z.output<typeof ChargeStatus> }) {
  return <StatusTag tone={chargeTones[status]}>{useT(words).chargeStatus[status]}</StatusTag>;
}

export function StatementTag({ status }: { status: z.output<typeof StatementStatus> }) {
  return <StatusTag tone={statementTones[status]}>{useT(words).statementStatus[status]}</StatusTag>;
}

/** Everything a decision about a charge needs: reserved and used time, the quote line by line, what was said. */
export function ChargeFacts({ charge }: { charge: Charge }) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  return (
    <>
      <dl className={parts.facts}>
        <dt>{t.instrument}</dt>
        <dd>{localName({ nameZh: charge.instrumentNameZh, nameEn: charge.instrumentNameEn }, locale)}</dd>
        <dt>{t.who}</dt>
        <dd>
          {charge.personName} · {charge.organisationName}
        </dd>
        <dt>{t.project}</dt>
        <dd>{charge.projectName}</dd>
        <dt>{t.time}</dt>
        <dd>{format.range(charge.startsAt, charge.endsAt)}</dd>
        <dt>{t.used}</dt>
        <dd>{charge.usedFrom && charge.usedTo ? format.range(charge.usedFrom, charge.usedTo) : t.notUsed}</dd>
        <dt>{t.kind}</dt>
        <dd>{t.kinds[charge.kind]}</dd>
        <dt>{t.amount}</dt>
        <dd>
          <Money fen={charge.amountFen} />
          {charge.amountFen !== charge.originalFen && ` · ${t.was(format.money(charge.originalFen))}`}
        </dd>
      </dl>
      {charge.dispute && (
        <section>
          <h3 className={parts.small}>{t.reason}</h3>
          <p>{charge.dispute.reason}</p>
          <p className={parts.hint}>
            {t.raisedBy(charge.dispute.byName, format.dateTime(charge.dispute.at))}
          </p>
          {charge.dispute.resolution && (
            <p>
              <strong>{t.resolution}</strong> {charge.dispute.resolution}
              {charge.dispute.resolvedByName && ` · ${charge.dispute.resolvedByName}`}
            </p>
          )}
        </section>
      )}
      <section>
        <h3 className={parts.small}>{t.quoteTitle}</h3>
        <QuoteLines quote={charge.quote} />
      </section>
    </>
  );
}
