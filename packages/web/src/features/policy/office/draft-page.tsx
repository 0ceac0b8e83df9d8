import { type Draft, getDraft, makeBoundaryCases, saveDraft } from '@hegu/contract/policy/drafts.ts';
import { catalogueOf } from '@hegu/rules/facts.ts';
import type { GoldenCase } from '@hegu/rules/golden.ts';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { type FirmCatalogue, useFirmCatalogue } from '../../enterprise/parts/catalogue.ts';
import { Unsaved } from '../../labs/manage/parts/unsaved.tsx';
import { Choices } from '../../labs/parts/choices.tsx';
import { CasesTab } from './cases/cases-tab.tsx';
import { ImpactTab } from './impact/impact-tab.tsx';
import { LivePanel } from './live/live-panel.tsx';
import { useLive } from './live/use-live.ts';
import { officeWords } from './messages.ts';
import styles from './office.module.css';
import { spokenCatalogue } from './parts/choices.ts';
import { type Editing, EditingContext, type Path, type ShownProblem } from './parts/editing.ts';
import { TextAt } from './parts/inputs.tsx';
import { OfficePage } from './parts/office-page.tsx';
import { checkHere, formOf, stillTold } from './parts/texts.ts';
import { wholeCase, wholeDocument } from './parts/whole.ts';
import { ClauseForm } from './sections/clause-form.tsx';
import { CompareTab } from './sections/compare-tab.tsx';
import { DocumentForm, type DocumentText } from './sections/document-form.tsx';
import { Problems } from './sections/problems.tsx';
import { Source } from './sections/source.tsx';
import { Steps } from './sections/steps.tsx';
import { setAt } from './tree/make.ts';

const tabs = ['clause', 'cases', 'compare', 'impact'] as const;
type Tab = (typeof tabs)[number];

/** One draft: the clause beside its source, what is wrong with it, its cases, and what it would come to. */
export function DraftPage() {
  const t = useT(officeWords);
  const locale = useLocale();
  const { id } = useParams({ from: '/policies/office/$id' });
  const { data, error, refetch } = useRouteQuery(
    getDraft,
    { params: { id } },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  const { catalogue, error: noCatalogue } = useFirmCatalogue();
  const title = data ? data.title[locale] || data.title.zh || data.clauseId : t.office;
  return (
    <OfficePage
      title={title}
      width="full"
      crumbs={[{ label: t.office, link: { to: '/policies/office' } }]}
      meta={
        data && (
          <>
            <StatusTag tone={data.status === 'draft' ? 'wait' : data.status === 'submitted' ? 'act' : 'calm'}>
              {t.status[data.status]}
            </StatusTag>{' '}
            {t.versionNo(data.number)} · {data.draftedBy.name} · <code>{data.clauseId}</code>
          </>
        )
      }
    >
      {(error || noCatalogue) && <ProblemView error={error ?? noCatalogue} />}
      {(!data || !catalogue) && !error && !noCatalogue && <Skeleton lines={10} height={32} />}
      {data && catalogue && (
        // Another draft is another editor; a save by somebody else is taken over only when asked for
        <Editor key={data.id} saved={data} catalogue={catalogue} onReload={() => void refetch()} />
      )}
    </OfficePage>
  );
}

interface Texts {
  readonly clause: Record<string, unknown>;
  readonly document: Record<string, unknown> | null;
  readonly golden: readonly Record<string, unknown>[];
  readonly note: string;
}
const textsOf = ({ clause, document, golden, note }: Draft): Texts => ({ clause, document, golden, note });

function Editor({
  saved,
  catalogue: names,
  onReload,
}: {
  saved: Draft;
  catalogue: FirmCatalogue;
  onReload: () => void;
}) {
  const t = useT(officeWords);
  const zone = useZone();
  const search = useSearch({ from: '/policies/office/$id' });
  const navigate = useNavigate({ from: '/policies/office/$id' });
  const tab: Tab = tabs.find((x) => x === search.tab) ?? 'clause';
  const [base, setBase] = useState(saved);
  const [texts, setTexts] = useState<Texts>(() => textsOf(saved));
  const [dirty, setDirty] = useState(false);
  // What somebody else has saved comes in while nothing is being edited here
  if (saved.version !== base.version && !dirty) {
    setBase(saved);
    setTexts(textsOf(saved));
  }
  const take = (draft: Draft) => {
    setBase(draft);
    setTexts(textsOf(draft));
    setDirty(false);
  };
  const save = useRouteMutation(saveDraft, { onSuccess: take });
  const make = useRouteMutation(makeBoundaryCases, { onSuccess: take });
  const reload = () => {
    setDirty(false);
    save.reset();
    onReload();
  };
  const catalogueData = useMemo(
    () => ({
      fields: [...names.fields],
      collections: [...names.collections.values()].map(({ byKey: _, ...c }) => c),
    }),
    [names],
  );
  const catalogue = useMemo(() => catalogueOf(catalogueData), [catalogueData]);
  const clause = useMemo(() => formOf(texts.clause), [texts.clause]);
  const document = useMemo(() => texts.document && wholeDocument(texts.document), [texts.document]);
  const golden = useMemo(() => texts.golden.map(wholeCase), [texts.golden]);
  const here = useMemo(
    () => checkHere(clause, document && { ...document, id: base.policyId }, catalogue, base.holdingDocument),
    [clause, document, base.policyId, base.holdingDocument, catalogue],
  );
  const spoken = useMemo(
    () => spokenCatalogue(catalogueData, names, base.others),
    [catalogueData, names, base.others],
  );
  const live = useLive(base.id, here.sound, catalogueData);
  // Own problems are told at every edit, those with other clauses at every save
  const problems: readonly ShownProblem[] = useMemo(
    () =>
      dirty ? [...here.problems, ...stillTold(base.problems, formOf(base.clause), clause)] : base.problems,
    [dirty, here, base.problems, base.clause, clause],
  );
  const editing: Editing = useMemo(
    () => ({
      on: base.may.edit,
      problems,
      catalogue,
      spoken,
      names,
      others: base.others,
      assessedYear: civilOf(serverNow(), zone)?.year ?? 2026,
      live: live.on,
      set: (path: Path, value: unknown) => {
        setTexts((before) => {
          // A place below what the saved text lacks is made where the form shows it
          const whole =
            path[0] === 'clause'
              ? { ...before, clause: formOf(before.clause) as never }
              : path[0] === 'document' && before.document
                ? { ...before, document: wholeDocument(before.document) }
                : path[0] === 'golden'
                  ? { ...before, golden: before.golden.map(wholeCase) }
                  : before;
          return setAt(whole, path, value);
        });
        setDirty(true);
      },
    }),
    [base.may.edit, base.others, problems, catalogue, spoken, names, zone, live.on],
  );
  const put = () =>
    save.mutate({
      params: { id: base.id },
      body: {
        clause: texts.clause,
        document: texts.document,
        golden: [...texts.golden],
        note: texts.note,
      },
      ifMatch: base.version,
    });
  const sound = !base.problems.some((p) => p.severity === 'error' && p.path[0] !== 'golden');
  const stale = save.error instanceof ApiProblem && save.error.has('request.stale');
  return (
    <EditingContext.Provider value={editing}>
      <Unsaved when={() => dirty} />
      <div className={styles.tools}>
        <Choices
          label={t.office}
          value={tab}
          options={tabs.map((value) => ({ value, label: t.tabs[value] }))}
          onChange={(value) => void navigate({ search: { tab: value }, replace: true, resetScroll: false })}
        />
        <div className={styles.toolsEnd}>
          <span className={styles.hint} role="status">
            {dirty ? t.unsaved : base.may.edit && base.version > 1 ? t.saved : ''}
          </span>
          {base.may.edit && (
            <Button look={dirty ? 'act' : 'plain'} disabled={!dirty} busy={save.isPending} onClick={put}>
              {t.save}
            </Button>
          )}
          <Steps draft={base} dirty={dirty} onDone={take} />
        </div>
      </div>
      {base.returned && base.status === 'draft' && <Alert tone="wait" title={t.returned(base.returned)} />}
      {stale && (
        <Alert title={t.stale}>
          <Button look="quiet" onClick={reload}>
            {t.reload}
          </Button>
        </Alert>
      )}
      {save.error && !stale && <ProblemView error={save.error} />}
      {make.error && <ProblemView error={make.error} />}
      {tab === 'clause' && (
        <div className={styles.columns}>
          <Source draft={base} clause={clause} />
          <div>
            <ClauseForm clause={clause} />
            <DocumentForm
              document={document as DocumentText | null}
              clause={clause}
              clauseId={base.clauseId}
              holding={base.holdingDocument as DocumentText | null}
            />
            <fieldset className={styles.part}>
              <legend>{t.note}</legend>
              <p className={styles.hint}>{t.noteHelp}</p>
              <TextAt label={t.note} path={['note']} value={texts.note} rows={3} />
            </fieldset>
          </div>
          <aside className={styles.side}>
            <Problems problems={problems} />
            <LivePanel live={live} clause={clause} sound={sound} />
          </aside>
        </div>
      )}
      {tab === 'cases' && (
        <CasesTab
          draft={base}
          golden={golden as unknown as readonly GoldenCase[]}
          dirty={dirty}
          making={make.isPending}
          onMake={(edge) =>
            make.mutate({
              params: { id: base.id },
              body: edge === undefined ? {} : { edge },
              ifMatch: base.version,
            })
          }
        />
      )}
      {tab === 'compare' && <CompareTab draft={base} />}
      {tab === 'impact' && <ImpactTab draft={base} dirty={dirty} sound={sound} />}
    </EditingContext.Provider>
  );
}
