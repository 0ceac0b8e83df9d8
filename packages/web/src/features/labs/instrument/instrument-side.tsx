import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { modeWord, modeWords } from '../../../i18n/kinds.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { makerName } from '../../../i18n/maker.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { instrumentPlace } from '../../../lib/places.ts';
import { useFormat } from '../../../lib/session.ts';
import { getValley } from '../../../lib/valley.ts';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Money } from '../../../ui/value.tsx';
import { useDistrictName } from '../parts/use-districts.ts';
import styles from './instrument.module.css';
import { instrumentWords } from './messages.ts';

/** An address below `/api/v1` for an `<img>`, which cannot send the header that names the valley. */
function fileAddress(path: string): string {
  const valley = getValley();
  return `/api/v1${path}${valley ? `?valley=${encodeURIComponent(valley)}` : ''}`;
}

/** Who has it, where it stands, whom to ask, and the code to put beside it. */
export function InstrumentSide({ instrument }: { instrument: Instrument }) {
  const t = useT(instrumentWords);
  const modes = useT(modeWords);
  const locale = useLocale();
  const format = useFormat();
  const districtName = useDistrictName();
  const name = localName(instrument, locale);
  const place = [districtName(instrument.district), instrument.address, instrument.room].filter(Boolean);
  const facts: readonly FactRow[] = [
    [
      t.owner,
      <Link key="owner" to="/search" search={{ owner: instrument.ownerOrganisationId }}>
        {localName({ nameZh: instrument.ownerNameZh, nameEn: instrument.ownerNameEn }, locale)}
      </Link>,
    ],
    [
      t.facility,
      <Link key="facility" to="/facilities/$id" params={{ id: instrument.facilityId }}>
        {localName({ nameZh: instrument.facilityNameZh, nameEn: instrument.facilityNameEn }, locale)}
      </Link>,
    ],
    [t.place, place.join(locale === 'zh' ? ' ' : ', ')],
    [t.maker, makerName(instrument.maker, locale)],
    [t.model, instrument.model],
    [t.class, localName({ nameZh: instrument.classNameZh, nameEn: instrument.classNameEn }, locale)],
    [t.modes, instrument.modes.map((mode) => modeWord(modes, mode)).join(locale === 'zh' ? '、' : ', ')],
    [t.asset, instrument.assetNumber],
    [t.commissioned, instrument.commissionedOn && format.day(instrument.commissionedOn)],
    [t.purchased, instrument.purchasedOn && format.day(instrument.purchasedOn)],
    [
      t.value,
      instrument.purchaseValueFen !== null && <Money key="value" fen={instrument.purchaseValueFen} />,
    ],
  ];
  const { contact } = instrument;
  return (
    <aside className={styles.side}>
      {instrument.photoIds.length > 0 && (
        <ul className={styles.photos}>
          {instrument.photoIds.map((photo, index) => (
            <li key={photo}>
              <img
                src={fileAddress(`/files/${photo}`)}
                alt={t.photo(name, index + 1)}
                loading="lazy"
                width={320}
                height={240}
              />
            </li>
          ))}
        </ul>
      )}
      <h2 className={styles.sideTitle}>{t.factsTitle}</h2>
      <Facts rows={facts} />
      {contact && (
        <>
          <h2 className={styles.sideTitle}>{t.contactTitle}</h2>
          <p className={styles.contact}>
            <span>{contact.name}</span>
            {contact.phone && <a href={`tel:${contact.phone.replace(/[^\d+]/g, '')}`}>{contact.phone}</a>}
            {contact.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
          </p>
        </>
      )}
      {instrument.linkedInstruments.length > 0 && (
        <>
          <h2 className={styles.sideTitle}>{t.linkedTitle}</h2>
          <p className={styles.faint}>{t.linkedHint}</p>
          <ul className={styles.plain}>
            {instrument.linkedInstruments.map((linked) => (
              <li key={linked.id}>
                <Link to={instrumentPlace(linked.id)}>{localName(linked, locale)}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className={styles.qr}>
        <img
          src={fileAddress(`/instruments/${instrument.id}/qr`)}
          alt={t.qrAlt(name)}
          width={112}
          height={112}
          loading="lazy"
        />
        <div>
          <h2 className={styles.sideTitle}>{t.qrTitle}</h2>
          <p className={styles.faint}>{t.qrText}</p>
        </div>
      </div>
      {instrument.source && (
        <p className={styles.faint}>
          {t.source} {instrument.source}
        </p>
      )}
    </aside>
  );
}
