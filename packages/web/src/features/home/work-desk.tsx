import type { LinkProps } from '@tanstack/react-router';
import { Link } from '@tanstack/react-router';
import { useT } from '../../i18n/messages.ts';
import { useSession } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { homeFirmWords } from '../enterprise/home/messages.ts';
import { manage } from '../labs/manage/parts/messages.ts';
import { useFacilityWaiting } from '../labs/manage/parts/waiting.ts';
import { deskPlaces, useDesk, waitingAt } from '../policy/review/desk/desk.ts';
import { deskWords } from '../policy/review/desk/messages.ts';
import { home } from './messages.ts';
import styles from './work-desk.module.css';

interface Place {
  readonly label: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly search?: Readonly<Record<string, string>>;
  /** How many wait there. */
  readonly count?: number | undefined;
}

/** The counters of who works for the valley or a facility, each with its pages and what waits there. */
export function WorkDesk() {
  const t = useT(home);
  const counters = useCounters().filter((c) => c.places.length > 0);
  return (
    <Section title={t.desk}>
      <dl className={styles.counters}>
        {counters.map((counter) => (
          <div key={counter.title} className={styles.counter}>
            <dt>{counter.title}</dt>
            <dd>
              {counter.places.map((place) => (
                <Link key={place.to} to={place.to} {...(place.search ? { search: place.search } : {})}>
                  {place.label}
                  {place.count ? <span className={styles.count}>{place.count}</span> : null}
                </Link>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function useCounters(): readonly { readonly title: string; readonly places: readonly Place[] }[] {
  const t = useT(home);
  const labs = useT(manage);
  const firms = useT(homeFirmWords);
  const policy = useT(deskWords);
  const { has } = useSession();
  const waiting = useDesk().data;
  const runs = has('facility', 'admin');
  const lab = useFacilityWaiting(runs);
  const officer = has('officer');
  return [
    {
      title: t.counters.facility,
      places: runs
        ? [
            { label: labs.nav.day, to: '/manage/day' },
            { label: labs.nav.approvals, to: '/manage/approvals', count: lab.approvals },
            { label: labs.nav.outages, to: '/manage/outages' },
            { label: labs.nav.instruments, to: '/manage/instruments' },
            { label: labs.nav.charges, to: '/manage/charges' },
            { label: labs.nav.disputes, to: '/manage/disputes', count: lab.disputed },
            { label: labs.nav.statements, to: '/manage/statements' },
            { label: labs.nav.usage, to: '/manage/usage' },
          ]
        : has('park', 'officer')
          ? [
              { label: labs.nav.overview, to: '/manage/overview' },
              { label: labs.nav.usage, to: '/manage/usage' },
            ]
          : [],
    },
    {
      title: t.counters.policy,
      places: [
        ...(officer
          ? deskPlaces.map((p) => ({ label: policy[p.key], to: p.to, count: waitingAt(waiting, p) }))
          : []),
        ...(has('officer', 'admin') ? [{ label: policy.drafts, to: '/policies/office' } as const] : []),
      ],
    },
    {
      title: t.counters.voucher,
      places: has('officer', 'admin') ? [{ label: t.vouchers, to: '/vouchers/office' }] : [],
    },
    {
      title: t.counters.enterprise,
      places: has('officer', 'park', 'admin')
        ? [
            { label: firms.firms, to: '/firms' },
            ...(officer
              ? ([{ label: firms.cohorts, to: '/ladder/cohorts', search: { one: '1' } }] as const)
              : []),
            { label: firms.statistics, to: '/firm-statistics' },
            ...(officer ? ([{ label: firms.imports, to: '/firm-imports' }] as const) : []),
          ]
        : [],
    },
    {
      title: t.counters.admin,
      places: has('admin', 'park', 'officer') ? [{ label: t.organisations, to: '/admin/organisations' }] : [],
    },
  ];
}
