import { IconUserCircle } from '@tabler/icons-react';

/** The logo of an identity provider; its name stands beside it. */
export function ProviderLogo({ logo }: { logo?: string | null | undefined }) {
  if (!logo) return <IconUserCircle size={20} aria-hidden="true" />;
  return <img src={logo} alt="" width={20} height={20} />;
}
