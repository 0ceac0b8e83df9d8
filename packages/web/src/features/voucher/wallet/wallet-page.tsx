import { type Grant, listGrants } from '@hegu/contract/voucher/grants.ts';
import { listProgrammes, type Programme } from '@hegu/contract/voucher/schemes.ts';
import { listUses, UseStatus, useStatusNames } from '@hegu/contract/voucher/uses.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { SignInLink } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { VoucherNav } from '../parts/counter-page.tsx';
import { ExportUses } from '../parts/export-uses.tsx';
import { GrantBar } from '../parts/grant-bar.tsx';
import { SchemeWords, useSchemes } from '../parts/scheme.tsx';
import { GrantTag, grantTones } from '../parts/tags.tsx';
import { useUseColumns } from '../parts/use-columns.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { ApplyDialog } from './apply-dialog.tsx';
import { walletWords } from './messages.ts';

/** What a company has of vouchers, how it is used, how to get one. Without signing in: how it works. */
export function WalletPage() {
  const t = useT(walletWords);
  const words = useT(voucherWords);
  const { actions } = useT();
  const { me, has } = useSession();
  const [applying, setApplying] = useState(false);
  const holder = has('researcher', 'pi');
  const rooms = (me?.memberships ?? []).map((m) => `organisation:${m.organisationId}`);
  useEvents(rooms);
  const programmes = useRouteQuery(listProgrammes, { query: { limit: 20 } }, { rooms });
  const grants = useRouteQuery(listGrants, { query: { limit: 50 } }, { rooms, enabled: holder });
  const open = programmes.data?.items.filter((p) => p.status === 'open') ?? [];
  const mayApply = has('pi') && open.some((p) => p.may.apply);
  return (
    <>
      <VoucherNav />
      <Page
        title={words.title}
        lead={t.lead}
        actions={
          mayApply && (
            <Button look="act" onClick={() => setApplying(true)}>
              {t.apply}
            </Button>
          )
        }
      >
        {programmes.error && <ProblemView error={programmes.error} />}
        {grants.error && <ProblemView error={grants.error} />}
        {holder && !grants.data && !grants.error && <Skeleton lines={4} height={40} />}
        {holder && grants.data && (
          <Grants grants={grants.data.items} mayApply={mayApply} onApply={() => setApplying(true)} />
        )}
        {holder && grants.data && grants.data.items.length > 0 && <Moves />}
        {me && !me.user && (
          <p className={styles.row}>
            {t.signIn} <SignInLink>{actions.signIn}</SignInLink>
          </p>
        )}
        <Schemes programmes={programmes.data ? open : undefined} />
        {mayApply && (
          <ApplyDialog
            open={applying}
            programmes={open}
            grants={grants.data?.items ?? []}
            onClose={() => setApplying(false)}
          />
        )}
      </Page>
    </>
  );
}

function Grants({
  grants,
  mayApply,
  onApply,
}: {
  grants: readonly Grant[];
  mayApply: boolean;
  onApply: () => void;
}) {
  const t = useT(walletWords);
  const { has } = useSession();
  if (grants.length === 0) {
    return (
      <Section title={t.mine}>
        <Empty
          icon="money"
          title={t.none}
          action={
            mayApply && (
              <Button look="act" onClick={onApply}>
                {t.apply}
              </Button>
            )
          }
        >
          {mayApply ? t.nonePi : has('researcher') ? t.noneResearcher : t.noneOther}
        </Empty>
      </Section>
    );
  }
  return (
    <Section title={t.mine}>
      <div className={styles.grants}>
        {grants.map((g) => (
          <GrantCard key={g.id} grant={g} />
        ))}
      </div>
    </Section>
  );
}

function GrantCard({ grant: g }: { grant: Grant }) {
  const t = useT(walletWords);
  const words = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  const facts: readonly (readonly [string, string | null])[] = [
    [words.percent, words.percentOf(format.percent(g.percentBp / 10_000))],
    g.grantedFen === null
      ? [words.asked, format.money(g.askedFen)]
      : [words.granted, format.money(g.grantedFen)],
    [words.validTo, g.validTo && `${format.date(lastDay(g.validTo))}`],
    [t.organisation, g.groupName ? `${g.organisationName} · ${t.team(g.groupName)}` : g.organisationName],
  ];
  return (
    <article className={styles.grant} data-tone={grantTones[g.status]}>
      <div className={styles.head}>
        <h3>
          <Link to="/vouchers/grants/$id" params={{ id: g.id }}>
            {words.titleYear(g.title[locale], g.year)}
          </Link>
        </h3>
        <GrantTag status={g.status} />
      </div>
      {g.wallet && g.status === 'granted' && (
        <p>
          <span className={styles.faint}>{words.bar.left}</span>
          <br />
          <span className={styles.big}>{format.money(g.wallet.leftFen)}</span>
        </p>
      )}
      <GrantBar grant={g} />
      <dl className={styles.line}>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {g.status === 'granted' ? (
        <p className={styles.row}>
          <Link to="/search" search={{ kind: 'instrument' }} className={buttonClass('plain')}>
            {t.toReservations}
          </Link>
          <span className={styles.faint}>{words.validHelp}</span>
        </p>
      ) : (
        <p>
          <Link to="/vouchers/grants/$id" params={{ id: g.id }}>
            {t.see}
          </Link>
        </p>
      )}
    </article>
  );
}

/** A quota ends at a midnight; the last day it can be used on is the one before. */
const lastDay = (end: string): number => Date.parse(end) - 1;

function Moves() {
  const t = useT(walletWords);
  const locale = useLocale();
  const words = useT(voucherWords);
  const id = useId();
  const search = useSearch({ from: '/vouchers' });
  const navigate = useNavigate({ from: '/vouchers' });
  const columns = useUseColumns('holder');
  const status = UseStatus.options.find((s) => s === search.status);
  const { items, error, more, isPlaceholder } = useRoutePages(listUses, {
    query: { scope: 'organisation', limit: 20, ...(status ? { status } : {}) },
  });
  return (
    <Section
      title={t.moves}
      hint={t.movesHint}
      actions={
        <label htmlFor={id} className={styles.row}>
          <span className={styles.faint}>{t.status}</span>
          <select
            id={id}
            className={inputClass}
            style={{ width: 'auto' }}
            value={status ?? ''}
            onChange={(event) =>
              void navigate({ search: { status: event.target.value || undefined }, resetScroll: false })
            }
          >
            <option value="">{t.all}</option>
            {UseStatus.options.map((s) => (
              <option key={s} value={s}>
                {useStatusNames[s][locale]}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {error ? (
        <ProblemView error={error} />
      ) : (
        <div style={{ opacity: isPlaceholder ? 0.6 : 1 }}>
          <DataTable
            label={t.moves}
            columns={columns}
            rows={items}
            rowKey={(u) => u.id}
            more={more}
            {...(status
              ? {}
              : {
                  empty: (
                    <Empty icon="inbox" title={t.noMoves}>
                      {t.noMovesText}
                    </Empty>
                  ),
                })}
          />
          <div className={`${styles.row} ${styles.spread}`}>
            <p className={styles.faint}>{words.refund}</p>
            {(items?.length ?? 0) > 0 && (
              <span className={styles.row}>
                <ExportUses query={{ scope: 'organisation', ...(status ? { status } : {}) }} />
              </span>
            )}
          </div>
        </div>
      )}
    </Section>
  );
}

function Schemes({ programmes }: { programmes: readonly Programme[] | undefined }) {
  const t = useT(voucherWords).scheme;
  const schemes = useSchemes();
  if (!programmes || !schemes) return <Skeleton lines={5} />;
  const shown = schemes.filter((s) => programmes.some((p) => p.schemeHash === s.hash));
  return (
    <>
      {programmes.length === 0 && (
        <Empty icon="ledger" title={t.none}>
          {t.noneText}
        </Empty>
      )}
      {(shown.length > 0 ? shown : schemes).map((s) => (
        <SchemeWords key={s.hash} scheme={s} programme={programmes.find((p) => p.schemeHash === s.hash)} />
      ))}
    </>
  );
}
