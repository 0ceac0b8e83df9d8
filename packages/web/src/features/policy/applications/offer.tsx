import { type Application, confirmOffer, declineOffer } from '@hegu/contract/policy/applications.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { placeReasons } from '../../enterprise/parts/field-errors.ts';
import { accountOf, typedOf } from './account.ts';
import { AccountFields } from './account-form.tsx';
import styles from './applications.module.css';
import { accountKey, noAccountKey, placeOfReason } from './filling.ts';
import { applicationWords } from './messages.ts';

/** The sum it has come to since, where the server says that it is another one now. */
function changedTo(error: unknown): number | null {
  if (!(error instanceof ApiProblem)) return null;
  const fen = error.reasons.find((r) => r.code === 'policy.offer_changed')?.data.nowFen;
  return typeof fen === 'number' && fen > 0 ? fen : null;
}

/** What is paid without an application: the account is checked, and that is all. */
export function Offer({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const [typed, setTyped] = useState(() => typedOf(a));
  const [editing, setEditing] = useState(a.account === null);
  const [tried, setTried] = useState(false);
  const [fen, setFen] = useState(a.computedFen ?? 0);
  const confirm = useRouteMutation(confirmOffer);
  const decline = useRouteMutation(declineOffer);
  const placed = placeReasons(confirm.error, placeOfReason(a));
  const refused = placed.at.get(accountKey)?.join(' ');
  const open = editing || refused !== undefined;
  const send = () => {
    const account = open ? accountOf(typed) : null;
    setTried(open && account === null);
    if (open && account === null) return;
    confirm.mutate(
      { params: { id: a.id }, body: { amountFen: fen, ...(account ? { account } : {}) } },
      {
        onError: (error) => {
          const now = changedTo(error);
          // The next yes is to the new sum, which then stands on the button
          if (now !== null) setFen(now);
        },
      },
    );
  };
  return (
    <Alert tone="calm" title={t.offerTitle(moneyWords(fen)[locale])}>
      <div className={styles.asked}>
        <p>{t.offerText}</p>
        {open ? (
          <AccountFields
            value={typed}
            tried={tried || placed.at.has(noAccountKey)}
            refused={refused}
            onChange={setTyped}
          />
        ) : (
          <p className={styles.buttons}>
            <span>
              {t.paidTo(`${a.account?.holder ?? ''} · ${a.account?.bank ?? ''} · ${a.account?.number ?? ''}`)}
            </span>
            {a.may.confirm && (
              <Button look="quiet" onClick={() => setEditing(true)}>
                {t.otherAccount}
              </Button>
            )}
          </p>
        )}
        {confirm.error && (placed.rest.length > 0 || placed.at.size === 0) && (
          <ProblemView error={confirm.error} />
        )}
        {a.may.confirm ? (
          <div className={styles.buttons}>
            <Button look="act" busy={confirm.isPending} onClick={send}>
              {t.confirm(moneyWords(fen)[locale])}
            </Button>
            <ConfirmButton
              title={t.decline}
              consequence={t.declineWhy}
              reason={{ label: t.declineReason, required: true }}
              confirmLabel={t.decline}
              confirmLook="wrong"
              onConfirm={(reason) => decline.mutateAsync({ params: { id: a.id }, body: { reason } })}
            >
              {t.decline}
            </ConfirmButton>
          </div>
        ) : (
          <p className={styles.faint}>{t.confirmByFirm}</p>
        )}
      </div>
    </Alert>
  );
}
