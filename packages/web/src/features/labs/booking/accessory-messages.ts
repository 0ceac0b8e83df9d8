import { defineMessages } from '../../../i18n/messages.ts';

export const accessoryWords = defineMessages(
  {
    title: '配件',
    help: '几台仪器合用的配件，勾选后和仪器一起约下；改期、取消时一并退还。',
    required: '必须同时使用',
    priced: (price: string, unit: string) => `${price}/${unit}`,
    isFree: '有空',
    free: (n: number, of: number) => `有空 ${n}/${of} 件`,
    taken: '已占用',
    takenUntil: (time: string) => `已占用，${time} 起有空`,
    down: '停用',
  },
  {
    title: 'Accessories',
    help: 'Shared by several instruments. What you tick is booked with the instrument, and moves or is given back with it.',
    required: 'always used with it',
    priced: (price, unit) => `${price}/${unit}`,
    isFree: 'Free',
    free: (n, of) => `${n} of ${of} free`,
    taken: 'Taken',
    takenUntil: (time) => `Taken; free from ${time}`,
    down: 'Out of service',
  },
);
