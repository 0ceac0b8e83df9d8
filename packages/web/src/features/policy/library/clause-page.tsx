import { type ClauseDetail, getClause } from '@hegu/contract/policy/library.ts';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Faq } from '../applications/faq.tsx';
import { stopWords } from '../office/stops/messages.ts';
import { usePlaceWords } from '../parts/names.ts';
import { Amount, EntitlementTag, SourceMark, WindowTag } from '../parts/parts.tsx';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { policyWords } from '../parts/words.ts';
import { SubscribeButton } from '../subscriptions/subscribe-button.tsx';
import styles from './clause.module.css';
import { ClauseApply } from './clause-apply.tsx';
import { ClauseFacts } from './clause-facts.tsx';
import { ClauseHistory } from './clause-history.tsx';
import { clauseWords } from './clause-messages.ts';

// Officers alone need it
const StopDialog = lazy(() =>
  import('../office/stops/stop-dialog.tsx').then((m) => ({ default: m.StopDialog })),
);

/** One clause: plain words beside where they stand, for whom, how much, with what, and how it came about. */
export function ClausePage() {
  const t = useT(clauseWords);
  const words = useT(policyWords);
  const { id } = useParams({ from: '/policies/$id' });
  const { version } = useSearch({ from: '/policies/$id' });
  const { data, error } = useRouteQuery(getClause, {
    params: { id },
    query: version ? { versionId: version } : {},
  });
  if (data)
    return (
      <PolicyPage>
        <Loaded clause={data} />
      </PolicyPage>
    );
  return (
    <PolicyPage>
      <Page title={words.counter} crumbs={[{ label: words.library, link: { to: '/policies' } }]}>
        {error ? (
          <ProblemView
            error={error}
            nearest={
              <Link to="/policies" className={buttonClass('plain')}>
                {words.library}
              </Link>
            }
          />
        ) : (
          <Skeleton lines={10} height={32} />
        )}
        {!error && <span className="sr-only">{t.loading}</span>}
      </Page>
    </PolicyPage>
  );
}

function Loaded({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords);
  const words = useT(policyWords);
  const stops = useT(stopWords);
  const format = useFormat();
  const locale = useLocale();
  const current = clause.versions.find((v) => v.until === null);
  const old = current !== undefined && current.id !== clause.versionId;
  return (
    <Page
      title={clause.title[locale]}
      crumbs={[
        { label: words.library, link: { to: '/policies' } },
        {
          label: words.field[clause.policy.field] ?? clause.policy.field,
          link: { to: '/policies', search: { field: clause.policy.field } },
        },
      ]}
      meta={
        <>
          <WindowTag clause={clause} />
          <span>{words.level[clause.policy.level]}</span>
          <EntitlementTag clause={clause} />
          <SourceMark clause={clause} />
        </>
      }
      actions={<Actions clause={clause} />}
    >
      {clause.stopped && (
        <Alert tone="wait" title={stops.stopShown(format.day(clause.stopped.from))}>
          <p>{clause.stopped.reason}</p>
          <p>{stops.stopShownText}</p>
        </Alert>
      )}
      {old && (
        <Alert tone="wait" title={t.oldVersion(clause.version)}>
          <p>
            <Link to="/policies/$id" params={{ id: clause.id }}>
              {t.toCurrent}
            </Link>
          </p>
        </Alert>
      )}
      <div className={styles.columns}>
        <div className={styles.main}>
          <div className={styles.said}>
            <section aria-labelledby="clause-plain">
              <h2 id="clause-plain" className={styles.small}>
                {t.plain}
              </h2>
              <p className={styles.plain}>{clause.plain[locale]}</p>
            </section>
            <section aria-labelledby="clause-article" className={styles.article}>
              <h2 id="clause-article" className={styles.small}>
                {t.asWritten}
              </h2>
              <p>
                {locale === 'zh' ? `《${clause.policy.title.zh}》` : clause.policy.title.en}
                <strong> {clause.article}</strong>
              </p>
              <p className={styles.faint}>
                {clause.policy.issuer[locale]}
                {clause.policy.number && ` · ${clause.policy.number}`}
              </p>
              <p>
                <a href={clause.policy.address} target="_blank" rel="noreferrer noopener">
                  {t.read} ↗
                </a>
              </p>
            </section>
          </div>
          <Conditions clause={clause} />
          <Together clause={clause} />
          <Materials clause={clause} />
          <Faq clauseId={clause.id} />
          <ClauseHistory clause={clause} />
        </div>
        <aside className={styles.side}>
          <div className={styles.money}>
            <h2 className={styles.small}>{t.amount}</h2>
            <Amount clause={clause} size="hero" />
            <p className={styles.faint}>{words.entitlementLong[clause.entitlement]}</p>
          </div>
          <ClauseApply clause={clause} />
          <ClauseFacts clause={clause} />
        </aside>
      </div>
    </Page>
  );
}

function Actions({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords);
  const locale = useLocale();
  const stops = useT(stopWords);
  const { has } = useSession();
  const [stopping, setStopping] = useState(false);
  const { actions } = useT();
  const [copied, setCopied] = useState(false);
  return (
    <span className={styles.noPrint}>
      <SubscribeButton topic={{ kind: 'clause', clauseId: clause.id }} of={clause.title[locale]} />
      <Button
        look="quiet"
        onClick={() => {
          void navigator.clipboard?.writeText(window.location.href).then(() => setCopied(true));
        }}
      >
        {copied ? actions.copied : t.share}
      </Button>
      <Button look="quiet" onClick={() => window.print()}>
        {t.print}
      </Button>
      {has('officer', 'admin') && !clause.stopped && clause.standing !== 'over' && (
        <>
          <Button look="quiet" onClick={() => setStopping(true)}>
            {stops.stopClause}
          </Button>
          {stopping && (
            <Suspense>
              <StopDialog open clause={clause} onClose={() => setStopping(false)} />
            </Suspense>
          )}
        </>
      )}
    </span>
  );
}

function Conditions({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords);
  const locale = useLocale();
  const places = usePlaceWords();
  const groups = (['scope', 'requirement'] as const)
    .map((kind) => ({ kind, asked: clause.asked.filter((a) => a.kind === kind) }))
    .filter((g) => g.asked.length > 0);
  return (
    <Section title={t.conditions} hint={t.conditionsHint}>
      <div className={styles.asked}>
        {groups.map(({ kind, asked }) => (
          <div key={kind}>
            <h3 className={styles.small}>{t[kind]}</h3>
            <ul>
              {asked.map((a) => (
                <li key={a.id} className={styles.condition}>
                  <span className={styles.box} aria-hidden="true" />
                  <div>
                    <strong>{a.text[locale]}</strong>
                    {a.article && <span className={styles.faint}> · {a.article}</span>}
                    <p className={styles.rule}>
                      <span>{t.rule}</span>
                      {places(a.asks[locale])}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}

function Together({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords);
  const locale = useLocale();
  if (clause.together.length === 0) return null;
  return (
    <Section title={t.together} hint={t.togetherHint}>
      <ul className={styles.together}>
        {clause.together.map((x) => (
          <li key={`${x.kind}:${x.text.zh}`}>
            <span className={styles.kind}>{t.kind[x.kind]}</span>
            <div>
              <p>{x.text[locale]}</p>
              <p className={styles.links}>
                {x.clauses.length === 0 && <span className={styles.faint}>{t.togetherAlone}</span>}
                {x.clauses.map((c) => (
                  <Link key={c.id} to="/policies/$id" params={{ id: c.id }}>
                    {c.title[locale]}
                  </Link>
                ))}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Materials({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords);
  const locale = useLocale();
  const by = { firm: t.by_firm, platform: t.by_platform, authority: t.by_authority };
  const { materials } = clause.clause;
  return (
    <Section title={t.materials} hint={materials.length > 0 ? t.materialsHint : undefined}>
      {materials.length === 0 && <p className={styles.faint}>{t.materialsNone}</p>}
      <ul className={styles.materials}>
        {materials.map((m) => (
          <li key={m.id}>
            <span>
              {m.name[locale]}
              {!m.required && <span className={styles.faint}> · {t.optional}</span>}
              {m.note && <small>{m.note[locale]}</small>}
            </span>
            <span className={m.source === 'firm' ? styles.mustHand : styles.faint}>{by[m.source]}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
