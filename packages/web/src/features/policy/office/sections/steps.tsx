import { type Draft, moveDraft } from '@hegu/contract/policy/drafts.ts';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { CompareTab } from './compare-tab.tsx';

/** What can be done with a draft next, by whoever looks at it. */
export function Steps({
  draft,
  dirty,
  onDone,
}: {
  draft: Draft;
  dirty: boolean;
  onDone: (draft: Draft) => void;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const step = useRouteMutation(moveDraft, { onSuccess: onDone });
  const go = (to: 'submit' | 'hand_back' | 'publish' | 'withdraw', reason?: string) =>
    step.mutateAsync({
      params: { id: draft.id },
      body: { step: to, ...(reason ? { reason } : {}) },
      ifMatch: draft.version,
    });
  const { may } = draft;
  return (
    <>
      {draft.status === 'draft' && may.edit && (
        <Button
          disabled={!may.submit || dirty}
          busy={step.isPending}
          title={draft.blocks.map((b) => b[locale]).join(locale === 'zh' ? '；' : '; ')}
          onClick={() =>
            step.mutate({ params: { id: draft.id }, body: { step: 'submit' }, ifMatch: draft.version })
          }
        >
          {t.submit}
        </Button>
      )}
      {draft.status === 'submitted' && <Publish draft={draft} go={go} />}
      {may.hand_back && (
        <ConfirmButton
          title={t.handBack}
          consequence={t.handBackText}
          reason={{ label: t.reason, required: true }}
          onConfirm={(reason) => go('hand_back', reason)}
        >
          {t.handBack}
        </ConfirmButton>
      )}
      {may.withdraw && (
        <ConfirmButton
          look="quiet"
          title={t.withdraw}
          consequence={t.withdrawText}
          confirmLook="wrong"
          confirmLabel={t.withdraw}
          onConfirm={() => go('withdraw')}
        >
          {t.withdraw}
        </ConfirmButton>
      )}
      {step.error && <ProblemView error={step.error} />}
      {draft.status === 'draft' && draft.blocks.length > 0 && (
        <p className={styles.blocks}>
          {/* What was said of the saved text may be mended by now */}
          {dirty
            ? t.blocksUnsaved
            : `${t.blocks}${t.colon}${draft.blocks.map((b) => b[locale]).join(locale === 'zh' ? '；' : '; ')}`}
        </p>
      )}
    </>
  );
}

/** The second person reads what changes, says so, and publishes. */
function Publish({ draft, go }: { draft: Draft; go: (step: 'publish') => Promise<unknown> }) {
  const t = useT(officeWords);
  const { actions } = useT();
  const locale = useLocale();
  // What does not keep it from being published, and may be a slip all the same
  const hints = draft.problems.filter((p) => p.severity === 'warning');
  const [open, setOpen] = useState(false);
  const [read, setRead] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!draft.may.publish) return <p className={styles.blocks}>{t.secondNeeded}</p>;
  const publish = () => {
    setBusy(true);
    setError(null);
    go('publish')
      .then(() => setOpen(false))
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button look="act" onClick={() => setOpen(true)}>
        {t.publish}
      </Button>
      <Dialog
        open={open}
        title={t.publishTitle}
        width={860}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button look="act" busy={busy} disabled={!read} onClick={publish}>
              {t.publishNow}
            </Button>
          </>
        }
      >
        <p>{t.publishText}</p>
        <p>
          <strong>{t.note}</strong> {draft.note}
        </p>
        <CompareTab draft={draft} />
        {hints.length > 0 && (
          <Alert tone="wait" title={t.publishHints}>
            <ul>
              {hints.map((p) => (
                <li key={`${p.path.join('.')}${p.zh}`}>{p[locale]}</li>
              ))}
            </ul>
          </Alert>
        )}
        <label className={styles.row}>
          <input type="checkbox" checked={read} onChange={(e) => setRead(e.target.checked)} />
          {t.publishCheck}
        </label>
        {error !== null && <ProblemView error={error} />}
      </Dialog>
    </>
  );
}
