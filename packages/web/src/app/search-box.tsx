import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useT } from '../i18n/messages.ts';
import { searchPlace } from '../lib/places.ts';
import { Icon } from '../ui/icons.tsx';
import { shell } from './messages.ts';
import styles from './search-box.module.css';

/** One box over everything the valley offers. */
export function SearchBox({ size, initial = '' }: { size: 'small' | 'large'; initial?: string }) {
  const t = useT(shell);
  const navigate = useNavigate();
  const [words, setWords] = useState(initial);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ href: searchPlace(words.trim()) });
  };
  return (
    <search>
      <form className={`${styles.form} ${styles[size]}`} onSubmit={submit}>
        <Icon name="search" size={size === 'large' ? 24 : 18} className={styles.lens} />
        <input
          type="search"
          name="q"
          className={styles.input}
          value={words}
          maxLength={200}
          autoComplete="off"
          enterKeyHint="search"
          aria-label={t.search.label}
          placeholder={t.search.placeholder}
          onChange={(event) => setWords(event.target.value)}
        />
        {size === 'large' && (
          <button type="submit" className={styles.go}>
            {t.search.go}
          </button>
        )}
      </form>
    </search>
  );
}
