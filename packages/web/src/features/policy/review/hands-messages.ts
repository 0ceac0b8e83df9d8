import type { StandAside } from '@hegu/contract/policy/hands.ts';
import { defineMessages } from '../../../i18n/messages.ts';

/** Words of a case nobody may act on, as an administrator reads it. */
export const handsWords = defineMessages(
  {
    nobodyLeftText: '期限照走。请再邀请一位“政府”角色的人员；加入后在这里交给他办，或由他自己认领。',
    office: '主管部门的人员',
    officeHint: '企业材料、金额和账户只有经办人能看',
    invite: '邀请人员',
    aside: {
      applicant: '帮企业填过这份申报',
      first: '已参与初审',
      second: '已参与复审',
      appeal: '已参与复核',
      declared: '已申报利益冲突',
      related: '所在单位与该企业有关联',
    } as Record<StandAside, string>,
    free: '可以办理',
    inCharge: '正在办理',
    put: '交给他办',
    goneOn: '这件申报已经办到下一步，不用再安排人了。',
    submitted: (day: string) => `${day} 提交`,
  },
  {
    nobodyLeftText:
      'Its time runs on. Invite one more person with the role of an officer; once they have joined, put them in charge here, or they take it themselves.',
    office: 'People of the office',
    officeHint: 'the firm’s papers, figures and account are for whoever handles it',
    invite: 'Invite somebody',
    aside: {
      applicant: 'helped to write it',
      first: 'had part in the first review',
      second: 'had part in the second review',
      appeal: 'had part in the appeal',
      declared: 'declared an interest',
      related: 'their organisation is related to the firm',
    },
    free: 'may act',
    inCharge: 'has it in hand',
    put: 'Put in charge',
    goneOn: 'The case has moved on; nobody has to be found any more.',
    submitted: (day) => `handed in ${day}`,
  },
);
