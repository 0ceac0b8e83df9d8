import { defineMessages } from './messages.ts';

/** What the catalogue holds, by kind of entry. */
export const kindWords = defineMessages<Record<string, string>>(
  {
    class: '类别',
    instrument: '仪器',
    facility: '平台',
    service: '检测服务',
    policy: '政策',
    space: '空间',
    organisation: '机构',
    firm: '企业',
  },
  {
    class: 'Class',
    instrument: 'Instrument',
    facility: 'Facility',
    service: 'Service',
    policy: 'Policy',
    space: 'Space',
    organisation: 'Organisation',
    firm: 'Firm',
  },
);

/** How an instrument may be used. The catalogue writes the names with hyphens, the labs counter with underscores. */
export const modeWords = defineMessages<Record<string, string>>(
  { 'self-run': '自主上机', 'operator-run': '委托测试', 'send-in': '送样' },
  { 'self-run': 'Self-run', 'operator-run': 'Operator-run', 'send-in': 'Send-in' },
);

export const kindWord = (words: Readonly<Record<string, string>>, kind: string): string =>
  words[kind] ?? kind;

export const modeWord = (words: Readonly<Record<string, string>>, mode: string): string =>
  words[mode.replaceAll('_', '-')] ?? mode;
