import { getFirm } from '@hegu/contract/enterprise/firms.ts';
import { discloseFirmPolicies, getFirmPolicies, type MatchResult } from '@hegu/contract/policy/matching.ts';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { PurposeGate, ReadingNote } from '../../enterprise/parts/purpose-gate.tsx';
import { ApplyButton } from '../applications/apply-button.tsx';
import { CarryOver } from '../match/carry-over.tsx';
import { useDay } from '../parts/day.ts';
import { useMyFirm } from '../parts/my-firm.ts';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { subscriptionWords } from '../subscriptions/messages.ts';
import { SubscribeButton } from '../subscriptions/subscribe-button.tsx';
import { Groups } from './groups.tsx';
import { mineWords } from './messages.ts';
import styles from './mine.module.css';
import { Hero, PaidChart, TellFirst, Unlocks } from './result-parts.tsx';

/** What the public pays this firm: how much, why not, what is missing, until when. */
export function MyPoliciesPage() {
  const t = useT(mineWords);
  return (
    <RequireSignIn title={t.title}>
      <MyPolicies />
    </RequireSignIn>
  );
}

function MyPolicies() {
  const t = useT(mineWords);
  const say = useT(subscriptionWords);
  const locale = useLocale();
  const { id } = useParams({ from: '/firms/$id/policies' });
  const mine = useMyFirm();
  const own = mine?.id === id;
  const { has } = useSession();
  // Others are refused: there is nothing to ask for
  const may = own || has('officer');
  const { on } = useSearch({ from: '/firms/$id/policies' });
  const navigate = useNavigate({ from: '/firms/$id/policies' });
  const today = useDay();
  const day = on && /^\d{4}-\d{2}-\d{2}$/.test(on) ? on : undefined;
  const firm = useRouteQuery(getFirm, { params: { id } });
  const { data, error, isPlaceholderData } = useRouteQuery(
    getFirmPolicies,
    { params: { id }, query: day ? { on: day } : {} },
    { keepPrevious: true, enabled: own },
  );
  const other = mine !== undefined && !own;
  const name = firm.data && localName(firm.data, locale);
  const set = (change: { on?: string | undefined }) =>
    void navigate({
      search: (before) => ({ ...before, ...change }),
      resetScroll: false,
      replace: true,
    });
  return (
    <PolicyPage>
      <Page
        title={other && name ? t.titleOf(name) : t.title}
        lead={other ? t.leadOf : t.lead}
        crumbs={name ? [{ label: name, link: { to: '/firms/$id', params: { id } } }] : undefined}
        actions={
          <>
            {own && (
              <SubscribeButton
                topic={{ kind: 'eligible' }}
                label={say.watch}
                done={say.watching}
                look="plain"
              />
            )}
            {may && (
              <DayPicker
                day={day ?? data?.assessedOn ?? today}
                chosen={day !== undefined}
                onDay={(to) => set({ on: to })}
              />
            )}
          </>
        }
      >
        {own && <CarryOver firmId={id} />}
        {error && <ProblemView error={error} title={t.noAccess} />}
        {mine !== undefined && !may && <Alert tone="wait" title={t.noAccess} />}
        {(mine === undefined || (own && !data)) && !error && <Skeleton lines={8} height={56} />}
        {other && may && (
          <Looking key={`${id}${day}`} firmId={id} day={day}>
            {(result) => <Found result={result} firmId={id} own={false} />}
          </Looking>
        )}
        {data && (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? styles.old : undefined}>
            <Found result={data} firmId={id} own={own} />
          </div>
        )}
      </Page>
    </PolicyPage>
  );
}

/** An officer says that they look, and the firm sees it; another day is another look. */
function Looking({
  firmId,
  day,
  children,
}: {
  firmId: string;
  day: string | undefined;
  children: (result: MatchResult) => ReactNode;
}) {
  const ask = useRouteMutation(discloseFirmPolicies);
  if (!ask.data)
    return (
      <PurposeGate
        purposes={['policyMatching']}
        busy={ask.isPending}
        error={ask.error}
        onOpen={(_, note) =>
          ask.mutate({ params: { id: firmId }, body: { note, ...(day ? { on: day } : {}) } })
        }
      />
    );
  return (
    <>
      <ReadingNote purpose="policyMatching" onStop={() => ask.reset()} />
      {children(ask.data)}
    </>
  );
}

function Found({ result, firmId, own }: { result: MatchResult; firmId: string; own: boolean }) {
  const { open } = useSearch({ from: '/firms/$id/policies' });
  const navigate = useNavigate({ from: '/firms/$id/policies' });
  return (
    <>
      <Hero result={result} />
      <TellFirst result={result} firmId={firmId} />
      <PaidChart result={result} />
      <Unlocks result={result} />
      <Groups
        result={result}
        open={open}
        onOpen={(clause) =>
          void navigate({
            search: (before) => ({ ...before, open: clause }),
            resetScroll: false,
            replace: true,
          })
        }
        action={(m) => own && <ApplyButton match={m} firmId={firmId} />}
      />
    </>
  );
}

function DayPicker({
  day,
  chosen,
  onDay,
}: {
  day: string;
  chosen: boolean;
  onDay: (day: string | undefined) => void;
}) {
  const t = useT(mineWords);
  return (
    <div className={styles.day}>
      <label htmlFor="policies-on" title={t.onHelp}>
        {t.on}
      </label>
      <input
        id="policies-on"
        type="date"
        className={inputClass}
        value={day}
        min="2016-01-01"
        max="2040-12-31"
        onChange={(event) => {
          if (event.target.value) onDay(event.target.value);
        }}
      />
      {chosen && (
        <Button look="quiet" onClick={() => onDay(undefined)}>
          {t.today}
        </Button>
      )}
    </div>
  );
}
