import { instrumentQr } from '@hegu/contract/labs/instruments.ts';
import { useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../../i18n/locale.ts';
import { defineMessages, localName, useT } from '../../../../i18n/messages.ts';
import { urlOf } from '../../../../lib/api.ts';
import { useSession } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { ManagePage } from '../parts/manage-page.tsx';
import { useManagedInstruments } from '../parts/managed.ts';
import styles from './qr.module.css';

const words = defineMessages(
  {
    title: '仪器二维码',
    lead: '打印后贴在仪器旁。用户用手机扫码，就能看空闲时间、预约、签到和签退。',
    print: (n: number) => `打印 ${n} 张`,
    list: '本单位仪器',
    scan: '扫码看空闲、预约、签到',
    qrOf: (name: string) => `${name}的二维码`,
    none: '没有可打印的仪器',
  },
  {
    title: 'QR codes',
    lead: 'Print them and put them on the instruments. A scan shows the free time, books, checks in and out.',
    print: (n) => `Print ${n}`,
    list: 'Our instruments',
    scan: 'Scan to see free time, book, check in',
    qrOf: (name) => `QR code of ${name}`,
    none: 'No instrument to print',
  },
);

/** `/manage/qr?facility=…` or `?instrument=…`: labels that print three to a row on A4. */
export function QrPage() {
  const t = useT(words);
  const locale = useLocale();
  const { me } = useSession();
  const search = useSearch({ from: '/manage/qr' });
  const all = useManagedInstruments(search.facility);
  const shown = all?.filter(
    (i) => i.status !== 'retired' && (!search.instrument || i.id === search.instrument),
  );
  return (
    <ManagePage
      title={t.title}
      lead={t.lead}
      crumbs={[{ label: t.list, link: { to: '/manage/instruments' } }]}
      actions={
        shown &&
        shown.length > 0 && (
          <Button look="act" onClick={() => window.print()}>
            {t.print(shown.length)}
          </Button>
        )
      }
    >
      {!shown && <Skeleton lines={4} height={120} />}
      {shown?.length === 0 && <Empty icon="instrument" title={t.none} />}
      <ul className={styles.sheet}>
        {shown?.map((i) => (
          <li key={i.id} className={styles.label}>
            <img
              src={urlOf(instrumentQr, { params: { id: i.id } })}
              alt={t.qrOf(localName(i, locale))}
              loading="lazy"
            />
            <div>
              <strong>{localName(i, locale)}</strong>
              <span>{i.model}</span>
              <span>{localName({ nameZh: i.facilityNameZh, nameEn: i.facilityNameEn }, locale)}</span>
              <small>
                {t.scan}
                {me && ` · ${localName(me.valley, locale)}`}
              </small>
            </div>
          </li>
        ))}
      </ul>
    </ManagePage>
  );
}
