import { mountPage } from '../../design/mount-page.tsx';
import { PhoneFrame } from './frame/phone-frame.tsx';
import { PhoneBoot } from './phone-boot.tsx';

mountPage(
  <PhoneFrame>
    <PhoneBoot />
  </PhoneFrame>,
);
