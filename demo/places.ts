import type { Place, Text } from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

export const districts = {
  jiading: { name: t('嘉定区', 'Jiading District'), code: '310114' },
  putuo: { name: t('普陀区', 'Putuo District'), code: '310107' },
  jingan: { name: t('静安区', "Jing'an District"), code: '310106' },
  pudong: { name: t('浦东新区', 'Pudong New Area'), code: '310115' },
  fengxian: { name: t('奉贤区', 'Fengxian District'), code: '310120' },
  yangpu: { name: t('杨浦区', 'Yangpu District'), code: '310110' },
  minhang: { name: t('闵行区', 'Minhang District'), code: '310112' },
} as const;
type DistrictKey = keyof typeof districts;

function place(district: DistrictKey, zh: string, en: string, lat: number, lng: number): Place {
  return {
    district: districts[district].name,
    address: t(`${zh}（演示地址）`, `${en} (demonstration address)`),
    lat,
    lng,
  };
}

/** Centres of the real areas; door numbers are invented. */
export const places = {
  xiegu: place(
    'jiading',
    '嘉定新城马东片区 械谷 8 号楼',
    'Building 8, Xiegu, Jiading New City',
    31.336,
    121.287,
  ),
  weilai: place('putuo', '桃浦智创城 未来岛 3 号楼', 'Building 3, Weilaidao, Taopu', 31.284, 121.355),
  tongji: place('putuo', '同济科技园 12 号楼', 'Building 12, Tongji Science Park', 31.277, 121.383),
  meichuang: place(
    'jingan',
    '大宁 美创静界 2 号楼',
    'Building 2, Meichuang Jingjie, Daning',
    31.281,
    121.456,
  ),
  yaogu: place('pudong', '张江 药谷 5 号楼', 'Building 5, Zhangjiang Pharma Valley', 31.207, 121.597),
  meigu: place('fengxian', '东方美谷 6 号楼', 'Building 6, Oriental Beauty Valley', 30.929, 121.472),
  campus: place(
    'yangpu',
    '合谷医科大学 科研楼',
    'Research Building, Hegu Medical University',
    31.298,
    121.513,
  ),
  donggu: place('jiading', '东谷路 100 号', '100 Donggu Road', 31.379, 121.253),
  guan: place('jingan', '谷安路 66 号', '66 Gu’an Road', 31.262, 121.449),
  minhang: place('minhang', '合川产业园 1 号楼', 'Building 1, Hechuan Industry Park', 31.107, 121.412),
} as const;
export type PlaceKey = keyof typeof places;
