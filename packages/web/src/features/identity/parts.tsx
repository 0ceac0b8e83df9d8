import { useState } from 'react';
import { defineMessages, useT } from '../../i18n/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Alert } from '../../ui/problem-view.tsx';
import styles from './parts.module.css';

const words = defineMessages({ copy: '复制', copied: '已复制' }, { copy: 'Copy', copied: 'Copied' });

/** Something that is shown once, with a button that copies it. */
export function Secret({ title, text, value }: { title: string; text: string; value: string }) {
  const t = useT(words);
  const [copied, setCopied] = useState(false);
  return (
    <Alert tone="wait" title={title}>
      <p>{text}</p>
      <div className={styles.secret}>
        <code>{value}</code>
        <Button
          onClick={() => {
            void navigator.clipboard?.writeText(value).then(() => setCopied(true));
          }}
        >
          {copied ? t.copied : t.copy}
        </Button>
      </div>
    </Alert>
  );
}
