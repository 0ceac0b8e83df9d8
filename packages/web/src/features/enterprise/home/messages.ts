import { defineMessages } from '../../../i18n/messages.ts';

export const homeFirmWords = defineMessages(
  {
    yours: '您的企业',
    notYet: '贵司还没有登记到企业库',
    notYetText:
      '登记以后，就能看到能领哪些政策、离下一级还差什么，也才能申领创新券。名称和代码已经替您填好。',
    titles: '现有资质',
    none: '尚无',
    next: '下一级',
    top: '已到顶',
    short: (n: number) => `差 ${n} 项条件`,
    toFill: (n: number) => `${n} 项资料待补`,
    ready: '条件已够，可准备申报',
    judged: '数据已够，待专家评审',
    toLadder: '看差距',
    firms: '企业名录',
    cohorts: '培育库',
    statistics: '集群统计',
    imports: '导入年报',
  },
  {
    yours: 'Your firm',
    notYet: 'Your company is not in the registry yet',
    notYetText:
      'Once it is, you see which policies pay it and what is missing for the next rung, and it can hold vouchers. Name and code are filled in for you.',
    titles: 'Titles held',
    none: 'none yet',
    next: 'Next rung',
    top: 'at the top',
    short: (n) => `${n} ${n === 1 ? 'condition' : 'conditions'} short`,
    toFill: (n) => `${n} without data`,
    ready: 'qualifies, prepare to file',
    judged: 'data suffice, experts decide',
    toLadder: 'What is missing',
    firms: 'Registry',
    cohorts: 'Cultivation',
    statistics: 'Cluster figures',
    imports: 'Import returns',
  },
);
