import {
  IconBuildingBank,
  IconCertificate,
  IconDeviceMobile,
  IconDeviceMobileCheck,
  IconKey,
  IconLifebuoy,
  IconLockPassword,
  IconMail,
  IconShieldLock,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MethodType } from '../../api/methods.ts';

const look = { size: 20, 'aria-hidden': true } as const;

export const typeIcons: Record<MethodType, ReactNode> = {
  email: <IconMail {...look} />,
  phone: <IconDeviceMobile {...look} />,
  authenticator_app: <IconShieldLock {...look} />,
  passkey: <IconKey {...look} />,
  password: <IconLockPassword {...look} />,
  countersign: <IconDeviceMobileCheck {...look} />,
  certificate: <IconCertificate {...look} />,
  recovery_codes: <IconLifebuoy {...look} />,
  identity: <IconBuildingBank {...look} />,
};
