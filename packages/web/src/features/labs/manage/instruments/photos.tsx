import { getFile, uploadFile } from '@hegu/contract/files.ts';
import { useId, useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { call, urlOf } from '../../../../lib/api.ts';
import { Button } from '../../../../ui/button.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';

/** Photos are uploaded at once; which of them the instrument shows is part of the form. */
export function Photos({
  ids,
  onChange,
}: {
  ids: readonly string[];
  onChange: (next: readonly string[]) => void;
}) {
  const t = useT(words);
  const input = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const upload = async (files: FileList) => {
    setBusy(true);
    setError(null);
    const added: string[] = [];
    try {
      for (const file of files) {
        const info = await call(uploadFile, { query: { purpose: 'photo', name: file.name }, upload: file });
        added.push(info.id);
      }
    } catch (cause) {
      setError(cause);
    }
    setBusy(false);
    if (added.length > 0) onChange([...ids, ...added].slice(0, 12));
  };
  return (
    <div className={styles.stack}>
      <h3>{t.photos}</h3>
      <p className={styles.hint}>{t.photosHint}</p>
      <ul className={styles.photos}>
        {ids.map((id, i) => (
          <li key={id}>
            <img src={urlOf(getFile, { params: { id } })} alt={t.photoAlt(i + 1)} loading="lazy" />
            <Button
              look="quiet"
              aria-label={t.removePhoto(i + 1)}
              onClick={() => onChange(ids.filter((other) => other !== id))}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
      <label htmlFor={input} className={styles.upload} aria-busy={busy}>
        {busy ? t.uploading : t.addPhoto}
        <input
          id={input}
          type="file"
          accept="image/jpeg,image/png,image/webp,image/avif,image/heic"
          multiple
          className="sr-only"
          disabled={busy || ids.length >= 12}
          onChange={(event) => {
            const { files } = event.target;
            if (files && files.length > 0) void upload(files);
            event.target.value = '';
          }}
        />
      </label>
      {error !== null && <ProblemView error={error} />}
    </div>
  );
}
