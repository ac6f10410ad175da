import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/flow.ts';
import { languages, type Language } from '../../design/language/page-language.ts';
import { chooseLanguage } from '../language/language.ts';
import classes from './page-frame.module.css';
import { useOnline } from './use-online.ts';

interface PageFrameProps {
  /** The site that the person signs in to; `unknown` until the server has answered. Without one it is a page of our own. */
  client?: Client | 'unknown' | undefined;
  /** For pages of an account rather than one question. */
  wide?: boolean;
  /** The way out of the page, beside whose page it is: at the same place on every step, and in view on low screens. */
  wayOut?: ReactNode;
  children: ReactNode;
}

/** What is around every page: whose page it is, whether there is a network, the language. */
export function PageFrame({ client, wide = false, wayOut, children }: PageFrameProps) {
  return (
    <div className={wide ? `${classes.page} ${classes.wide}` : classes.page}>
      <OfflineBar />
      <main className={classes.body}>
        <div className={classes.card}>
          <div className={classes.top}>
            <Brand client={client} />
            {wayOut}
          </div>
          {children}
        </div>
      </main>
      <Foot client={client === 'unknown' ? undefined : client} />
    </div>
  );
}

function OfflineBar() {
  const { t } = useTranslation();
  const isOnline = useOnline();
  return (
    <div role="status" className={classes.offline}>
      {isOnline ? null : t('frame.offline')}
    </div>
  );
}

/** Whose page it is. It stands at the same place on every page, also while it is not known yet. */
function Brand({ client }: { client: Client | 'unknown' | undefined }) {
  const { t } = useTranslation();
  if (client === 'unknown') return <div className={`${classes.brand} ${classes.bone}`} />;
  const name = client?.name ?? t('frame.product');
  return (
    <div className={classes.brand}>
      {client?.logo_uri?.startsWith('/') ? (
        <img className={classes.logo} src={client.logo_uri} alt="" />
      ) : (
        <span className={classes.mark} aria-hidden="true">
          {name === t('frame.product') ? <IconCheck size="1.4em" stroke={3} /> : initialOf(name)}
        </span>
      )}
      <span className={classes.brandName} title={name}>
        {name}
      </span>
    </div>
  );
}

function initialOf(name: string): string {
  return [...name][0]?.toLocaleUpperCase() ?? '';
}

function Foot({ client }: { client: Client | undefined }) {
  const { t, i18n } = useTranslation();
  return (
    <footer className={classes.foot}>
      <span>{t('frame.by')}</span>
      <FootLink address={webAddress(client?.policy_uri)}>{t('frame.privacy')}</FootLink>
      <FootLink address={webAddress(client?.tos_uri)}>{t('frame.terms')}</FootLink>
      <select
        className={classes.language}
        aria-label={t('frame.language')}
        value={i18n.language}
        onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}
      >
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </footer>
  );
}

function FootLink({ address, children }: { address: string | undefined; children: string }) {
  if (address === undefined) return null;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

/** Only an address of the web: one that a site configured must not be a script. */
function webAddress(address: string | null | undefined): string | undefined {
  return address && /^https?:\/\//i.test(address) ? address : undefined;
}

const slowMs = 4000;

/** The shape of a page that is on its way; says so when it takes long. */
export function LoadingFrame({ wide = false }: Pick<PageFrameProps, 'wide'>) {
  const { t } = useTranslation();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <PageFrame client="unknown" wide={wide}>
      <div className={classes.loading} aria-busy="true">
        <h1 className="visually-hidden">{t('frame.loading')}</h1>
        <div className={`${classes.bone} ${classes.title}`} />
        <div className={classes.bone} />
        <div className={classes.bone} />
        <p role="status" className="quiet note">
          {isSlow ? t('frame.slow') : null}
        </p>
      </div>
    </PageFrame>
  );
}
