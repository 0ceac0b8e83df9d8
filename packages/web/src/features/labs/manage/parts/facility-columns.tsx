import type { Facility } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName } from '../../../../i18n/messages.ts';
import type { Column } from '../../../../ui/data-table.tsx';
import { useDistrictName } from '../../parts/use-districts.ts';
import styles from './parts.module.css';

/** What a list of facilities says of each: its name and owner, where it is and whom to call. */
export function useFacilityColumns(
  t: Readonly<Record<'name' | 'owner' | 'address' | 'contact', string>>,
): readonly Column<Facility>[] {
  const locale = useLocale();
  const districtName = useDistrictName();
  return [
    {
      key: 'name',
      title: t.name,
      card: 'title',
      render: (f) => (
        <Link to="/facilities/$id" params={{ id: f.id }} className={styles.name}>
          {localName(f, locale)}
        </Link>
      ),
    },
    {
      key: 'owner',
      title: t.owner,
      card: 'subtitle',
      render: (f) => localName({ nameZh: f.organisationName, nameEn: f.organisationNameEn }, locale),
    },
    {
      key: 'address',
      title: t.address,
      render: (f) => (
        <>
          {districtName(f.district)}
          <div className={styles.faint}>{f.address}</div>
        </>
      ),
    },
    {
      key: 'contact',
      title: t.contact,
      render: (f) => (
        <>
          {f.contactName}
          <div className={styles.faint}>{f.contactPhone}</div>
        </>
      ),
    },
  ];
}
