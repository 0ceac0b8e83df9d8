import type { VoucherEstimate } from '@hegu/contract/voucher/uses.ts';
import { useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { defineMessages, useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { AskRelation } from '../../voucher/relations/ask-button.tsx';
import styles from './booking.module.css';
import { Tick } from './booking-fields.tsx';
import type { Wish } from './wish.ts';

export type VoucherChoice = Pick<Wish, 'voucher' | 'voucherPartial' | 'voucherPurpose'>;

const voucherPartWords = defineMessages(
  {
    use: '用创新券抵扣',
    could: (money: string) => `这次可抵 ${money}`,
    purpose: '这次用来做什么',
    notFor: '不能用券的用途',
    excluded: (services: readonly string[]) => `不能用券：${services.join('；')}`,
    choose: '请选择',
    pays: (percent: string) => `创新券付 ${percent}`,
    paysLess: '创新券付（用完余额）',
    remains: '项目支付，将冻结',
    left: '抵扣后额度还剩',
    until: (day: string) => `有效期至 ${day}`,
    cannot: '这次不能用券',
    partial: (money: string) => `用完余额 ${money}，不足部分由项目支付`,
  },
  {
    use: 'Pay part with a voucher',
    could: (money) => `it would pay ${money}`,
    purpose: 'What it is for',
    notFor: 'No voucher for',
    excluded: (services) => `No voucher for: ${services.join('; ')}`,
    choose: 'Choose',
    pays: (percent) => `Voucher pays ${percent}`,
    paysLess: 'Voucher pays (all that is left)',
    remains: 'Project pays, to be held',
    left: 'Left on the quota after this',
    until: (day) => `valid until ${day}`,
    cannot: 'No voucher for this booking',
    partial: (money) => `Use up the ${money} that are left; the project pays the rest`,
  },
);

const notThisPurpose = 'voucher.purpose_excluded';

/** What the service is for: what the scheme pays for comes first, what it does not is refused at the field. */
function PurposeField({
  voucher: v,
  value,
  onChange,
}: {
  voucher: VoucherEstimate;
  value: string;
  onChange: (choice: Partial<VoucherChoice>) => void;
}) {
  const t = useT(voucherPartWords);
  const locale = useLocale();
  const id = useId();
  const chosen = value || v.purposes[0]?.code;
  const whole = [...v.purposes, ...v.excluded].find((p) => p.code === chosen);
  const options = (purposes: VoucherEstimate['purposes']) =>
    purposes.map((p) => (
      <option key={p.code} value={p.code}>
        {p.text[locale]}
      </option>
    ));
  return (
    <Field
      label={t.purpose}
      htmlFor={id}
      error={v.reasons.find((r) => r.code === notThisPurpose)?.message}
      help={
        <>
          {/* A select shows one line; a phone is too narrow for it */}
          {whole && <span className={styles.whole}>{whole.text[locale]}</span>}
          {v.excluded.length > 0 && t.excluded(v.excluded.map((p) => p.text[locale]))}
        </>
      }
    >
      <select
        id={id}
        className={inputClass}
        aria-describedby={helpId(id)}
        value={whole ? chosen : ''}
        onChange={(event) => onChange({ voucherPurpose: event.target.value })}
      >
        {/* The form was kept from a voucher of another scheme */}
        {!whole && <option value="">{t.choose}</option>}
        {options(v.purposes)}
        {v.excluded.length > 0 && <optgroup label={t.notFor}>{options(v.excluded)}</optgroup>}
      </select>
    </Field>
  );
}

/** The voucher's part of the price: a switch, what it pays, what remains, how much is left; or why it cannot. */
export function VoucherPart({
  voucher: v,
  wish,
  onChange,
}: {
  voucher: VoucherEstimate;
  wish: VoucherChoice;
  onChange: (choice: Partial<VoucherChoice>) => void;
}) {
  const t = useT(voucherPartWords);
  const format = useFormat();
  const short = v.reasons.some((r) => r.code === 'voucher.short') && (v.leftFen ?? 0) > 0;
  const usable = v.reasons.length === 0 && v.coverFen > 0;
  if (!usable && !wish.voucher && v.walletId === null) return null;
  const against = wish.voucher ? v.reasons.filter((r) => r.code !== notThisPurpose) : v.reasons;
  const full = v.percentBp === null ? null : Math.floor((v.priceFen * v.percentBp) / 10_000);
  const rows: readonly (readonly [string, string])[] = [
    [
      full !== null && v.coverFen < full
        ? t.paysLess
        : t.pays(format.percent(v.percentBp === null ? null : v.percentBp / 10_000)),
      `−${format.money(v.coverFen)}`,
    ],
    [t.remains, format.money(v.remainsFen)],
    [t.left, format.money(v.leftFen === null ? null : v.leftFen - v.coverFen)],
  ];
  return (
    <div className={styles.voucher}>
      <Tick
        checked={wish.voucher}
        onChange={(voucher) => onChange({ voucher, voucherPartial: false, voucherPurpose: '' })}
        label={t.use}
        help={
          usable && !wish.voucher
            ? [
                t.could(format.money(v.coverFen)),
                v.validTo && t.until(format.date(Date.parse(v.validTo) - 1)),
              ]
                .filter(Boolean)
                .join(' · ')
            : undefined
        }
      />
      {wish.voucher && v.purposes.length > 0 && (
        <PurposeField voucher={v} value={wish.voucherPurpose} onChange={onChange} />
      )}
      {wish.voucher && usable && (
        <dl>
          {rows.map(([label, money], i) => (
            <div key={label} data-strong={i === 1 || undefined}>
              <dt>{label}</dt>
              <dd className="num">{money}</dd>
            </div>
          ))}
        </dl>
      )}
      {against.length > 0 && (
        <div
          className={styles.voucherNo}
          data-asked={wish.voucher || undefined}
          role={wish.voucher ? 'alert' : undefined}
        >
          <strong>{t.cannot}</strong>
          <ul>
            {against.map((r) => (
              <li key={r.code}>
                {r.message}
                <AskRelation reason={r} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {wish.voucher && (short || wish.voucherPartial) && (
        <Tick
          checked={wish.voucherPartial}
          onChange={(voucherPartial) => onChange({ voucherPartial })}
          label={t.partial(format.money(v.leftFen))}
        />
      )}
    </div>
  );
}
