import {
  IconBrandWhatsapp,
  IconBuildingBank,
  IconCertificate,
  IconDeviceMobileCheck,
  IconKey,
  IconLifebuoy,
  IconLink,
  IconLockPassword,
  IconMail,
  IconMessage,
  IconShieldLock,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AuthMethod } from '../../api/flow.ts';

const look = { size: 20, 'aria-hidden': true } as const;

export const methodIcons: Record<AuthMethod, ReactNode> = {
  password: <IconLockPassword {...look} />,
  passkey: <IconKey {...look} />,
  email: <IconMail {...look} />,
  sms: <IconMessage {...look} />,
  whatsapp: <IconBrandWhatsapp {...look} />,
  authenticator_app: <IconShieldLock {...look} />,
  countersign: <IconDeviceMobileCheck {...look} />,
  certificate: <IconCertificate {...look} />,
  recovery_code: <IconLifebuoy {...look} />,
  sso: <IconBuildingBank {...look} />,
  action_token: <IconLink {...look} />,
};
