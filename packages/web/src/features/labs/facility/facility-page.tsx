import { type Facility, getFacility } from '@hegu/contract/labs/instruments.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useDistrictName } from '../parts/use-districts.ts';
import { labs } from '../parts/words.ts';
import styles from './facility.module.css';
import { FacilityInstruments } from './facility-instruments.tsx';
import { facilityWords } from './messages.ts';

/** `/facilities/{id}`: who runs these instruments, where, and which of them are free. */
export function FacilityPage() {
  const t = useT(facilityWords);
  const { id } = useParams({ from: '/facilities/$id' });
  const { data, error } = useRouteQuery(getFacility, { params: { id } });
  if (data) return <Loaded facility={data} />;
  return (
    <Page title={t.loading} crumbs={[{ label: t.crumb, link: { to: '/search' } }]}>
      {error ? <ProblemView error={error} /> : <Skeleton lines={8} height={32} />}
    </Page>
  );
}

function Loaded({ facility }: { facility: Facility }) {
  const t = useT(facilityWords);
  const words = useT(labs);
  const locale = useLocale();
  const { me } = useSession();
  const runs = me?.memberships.some(
    (m) => m.role === 'facility' && m.organisationId === facility.organisationId,
  );
  const other = locale === 'zh' ? facility.nameEn : facility.nameZh;
  const about =
    locale === 'en' && facility.descriptionEn !== '' ? facility.descriptionEn : facility.descriptionZh;
  const owner = localName({ nameZh: facility.organisationName, nameEn: facility.organisationNameEn }, locale);
  return (
    <Page
      title={localName(facility, locale)}
      crumbs={[
        { label: t.crumb, link: { to: '/search' } },
        { label: owner, link: { to: '/search', search: { owner: facility.organisationId } } },
      ]}
      meta={
        <>
          <span lang={locale === 'zh' ? 'en' : 'zh-CN'}>{other}</span>
          <span>{t.count(facility.instrumentCount)}</span>
          {facility.demo && <span className={styles.mark}>{words.demo}</span>}
        </>
      }
      actions={
        (runs || me?.roles.includes('admin')) && (
          <Link to="/manage/facilities" search={{ edit: facility.id }} className={buttonClass('plain')}>
            {t.edit}
          </Link>
        )
      }
    >
      <div className={styles.columns}>
        {about && <p className={styles.about}>{about}</p>}
        <Side facility={facility} owner={owner} />
        <div className={styles.list}>
          <FacilityInstruments facilityId={facility.id} />
        </div>
      </div>
    </Page>
  );
}

function Side({ facility, owner }: { facility: Facility; owner: string }) {
  const t = useT(facilityWords);
  const districtName = useDistrictName();
  const { contactName, contactPhone, contactEmail } = facility;
  const facts: readonly FactRow[] = [
    [
      t.owner,
      <Link key="owner" to="/search" search={{ owner: facility.organisationId }}>
        {owner}
      </Link>,
    ],
    [t.district, districtName(facility.district)],
    [t.address, facility.address],
  ];
  return (
    <aside className={styles.side}>
      <h2>{t.facts}</h2>
      <Facts rows={facts} />
      <h2>{t.contact}</h2>
      {contactName || contactPhone || contactEmail ? (
        <p className={styles.contact}>
          {contactName && <span>{contactName}</span>}
          {contactPhone && <a href={`tel:${contactPhone.replace(/[^\d+]/g, '')}`}>{contactPhone}</a>}
          {contactEmail && <a href={`mailto:${contactEmail}`}>{contactEmail}</a>}
        </p>
      ) : (
        <p className={styles.faint}>{t.noContact}</p>
      )}
      {facility.source && (
        <p className={styles.faint}>
          {t.source} {facility.source}
        </p>
      )}
    </aside>
  );
}
