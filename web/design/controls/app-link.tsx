import classes from './button.module.css';

/** A link that opens an app, and looks like a button: on the phone itself it is what is pressed. */
export function AppLink({ href, children }: { href: string; children: string }) {
  return (
    <a className={`${classes.button} ${classes.secondary}`} href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
