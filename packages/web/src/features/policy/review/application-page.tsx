import { type Application, getApplication, getDossier } from '@hegu/contract/policy/applications.ts';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Payments } from '../applications/payments.tsx';
import { OfficePage } from '../office/parts/office-page.tsx';
import { useFirmName } from '../parts/firm-name.ts';
import { ActPanel } from './act.tsx';
import { Facts, FormLines, Materials } from './file.tsx';
import { Hands, useHands } from './hands.tsx';
import { handsWords } from './hands-messages.ts';
import { reviewWords } from './messages.ts';
import { DeskPage } from './parts/desk-page.tsx';
import { Due } from './queue-page.tsx';
import styles from './review.module.css';
import { History, Reviews, RuleSays } from './said.tsx';
import { toneOf } from './turn.ts';

/** One application as the office handles it; of a case nobody may act on, administrators see the head. */
export function OfficeApplicationPage() {
  const { has } = useSession();
  return !has('officer') && has('admin') ? <ForAdministrators /> : <ForOfficers />;
}

function ForAdministrators() {
  const t = useT(reviewWords);
  const say = useT(handsWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  const { id } = useParams({ from: '/policies/office/applications/$id' });
  const { data, error } = useHands(id, true);
  return (
    <OfficePage
      title={data?.title[locale] ?? t.title}
      meta={
        data && (
          <>
            <StatusTag tone={toneOf(data.status)}>{data.statusName[locale]}</StatusTag>
            {data.number && <span>{data.number}</span>}
            <span>{firmName(data)}</span>
            {data.submittedAt && <span>{say.submitted(format.date(data.submittedAt))}</span>}
            {(data.dueAt !== null || data.overdue) && <Due of={data} />}
          </>
        )
      }
    >
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={4} height={32} />}
      {data && <Hands of={data} />}
    </OfficePage>
  );
}

/** What was filed, what the rule says, and what is to be done. */
function ForOfficers() {
  const t = useT(reviewWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const { has } = useSession();
  const { id } = useParams({ from: '/policies/office/applications/$id' });
  const { data, error } = useRouteQuery(getApplication, { params: { id } }, { enabled: has('officer') });
  return (
    <DeskPage
      title={data?.title[locale] ?? t.title}
      crumbs={[{ label: t.title, link: { to: '/policies/office/applications' } }]}
      meta={
        data && (
          <>
            <StatusTag tone={toneOf(data.status)}>{data.statusName[locale]}</StatusTag>
            {data.number && <span>{data.number}</span>}
            <span>{firmName(data)}</span>
            {data.origin === 'automatic' && <span>{t.automatic}</span>}
            {(data.dueAt !== null || data.overdue) && <Due of={data} />}
          </>
        )
      }
      actions={data && <Dossier id={id} />}
    >
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={8} height={32} />}
      {data && <Whole application={data} />}
    </DeskPage>
  );
}

function Whole({ application: a }: { application: Application }) {
  return (
    <div className={styles.columns}>
      <div className={styles.file}>
        <Facts application={a} />
        <RuleSays application={a} />
        <FormLines application={a} />
        <Materials application={a} />
        <Reviews application={a} />
        <Payments application={a} side="office" />
        <History application={a} />
      </div>
      <ActPanel application={a} />
    </div>
  );
}

function Dossier({ id }: { id: string }) {
  const t = useT(reviewWords);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await download(getDossier, t.dossierFile, { params: { id } });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button look="quiet" busy={busy} onClick={() => void save()}>
        {t.dossier}
      </Button>
      {error !== null && <ProblemView error={error} />}
    </>
  );
}
