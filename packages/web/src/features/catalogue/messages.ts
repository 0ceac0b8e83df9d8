import { defineMessages } from '../../i18n/messages.ts';

export const catalogue = defineMessages(
  {
    title: '找资源',
    titleFor: (q: string) => `搜索“${q}”`,
    found: (n: string, exact: boolean) => (exact ? `共 ${n} 项` : `${n}+ 项`),
    kind: '种类',
    class: '类别',
    district: '片区',
    owner: '单位',
    mode: '服务方式',
    nothing: (q: string) => `没有找到“${q}”`,
    nothingHint:
      '换个说法试试：中文名、英文缩写、型号、拼音首字母都可以（如 液质联用、LC-MS、yzly）。条件太多时，去掉几个筛选。',
    nothingAtAll: '目录里还没有内容',
    nothingAtAllHint: '各平台登记仪器和服务后，会出现在这里。',
    didYouMean: '您要找的是不是',
    correctedTo: (q: string) => `没有找到原词，以下是“${q}”的结果。`,
    relaxed: '没有完全相符的，以下是部分相符的结果。',
    membersOnly: '仅限成员',
  },
  {
    title: 'Find',
    titleFor: (q) => `Results for “${q}”`,
    found: (n, exact) => (exact ? `${n} found` : `${n}+ found`),
    kind: 'Kind',
    class: 'Class',
    district: 'District',
    owner: 'Owner',
    mode: 'Mode',
    nothing: (q) => `Nothing found for “${q}”`,
    nothingHint:
      'Try another way to say it: a Chinese name, an English abbreviation, a model number, pinyin initials (液质联用, LC-MS, yzly). Or take some filters off.',
    nothingAtAll: 'The catalogue is still empty',
    nothingAtAllHint: 'Instruments and services appear here once facilities have registered them.',
    didYouMean: 'Did you mean',
    correctedTo: (q) => `Nothing held those words; these are results for “${q}”.`,
    relaxed: 'Nothing matches all of it; these match in part.',
    membersOnly: 'Members only',
  },
);
