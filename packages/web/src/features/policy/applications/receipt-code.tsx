import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Alert } from '../../../ui/problem-view.tsx';
import styles from './applications.module.css';
import { applicationWords } from './messages.ts';

/** The code that opens the answer without an account; it is shown this once. */
export function ReceiptCode({ code }: { code: string }) {
  const t = useT(applicationWords).visitor;
  const { actions } = useT();
  const [copied, setCopied] = useState(false);
  return (
    <Alert tone="calm" title={t.sent}>
      <p>
        <strong className={styles.code}>{code}</strong>
      </p>
      <p>{t.sentText}</p>
      <p className={styles.buttons}>
        <Button onClick={() => void navigator.clipboard?.writeText(code).then(() => setCopied(true))}>
          {copied ? actions.copied : t.copy}
        </Button>
        <Link to="/policies/receipts" search={{ code }} className={buttonClass('quiet')}>
          {t.read}
        </Link>
      </p>
    </Alert>
  );
}
