import { setLocale, useLocale } from '../i18n/locale.ts';
import { useT } from '../i18n/messages.ts';
import { shell } from './messages.ts';
import styles from './tools.module.css';

/** Says the other language in that language, so that a reader who cannot read this page finds it. */
export function LanguageSwitch() {
  const locale = useLocale();
  const t = useT(shell);
  const other = locale === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      className={styles.language}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => setLocale(other)}
    >
      {other === 'zh' ? t.toChinese : t.toEnglish}
    </button>
  );
}
