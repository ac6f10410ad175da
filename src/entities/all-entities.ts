import { ActionToken } from './action-tokens/action-token.ts';
import { AuthenticationChallenge } from './authentication/authentication-challenge.ts';
import { AuthenticationFlow } from './authentication/authentication-flow.ts';
import { KnownDevices } from './authentication/known-devices.ts';
import { ProviderTest } from './authentication/provider-test.ts';
import { BrowserAccount } from './authentication/browser-account.ts';
import { TrustedDevice } from './authentication/trusted-device.ts';
import { AuthenticationPolicyRow } from './authentication/authentication-policy.ts';
import { BackchannelRequest } from './authentication/backchannel-request.ts';
import { ApiClient } from './configuration/api-client.ts';
import { ApplicationVersion } from './configuration/application-version.ts';
import { Application } from './configuration/application.ts';
import { CallbackEndpoint } from './configuration/callback-endpoint.ts';
import { EncryptionKey } from './configuration/encryption-key.ts';
import { FormerServerKey } from './configuration/former-server-key.ts';
import { GeolocationService } from './configuration/geolocation-service.ts';
import { IdentityProvider } from './configuration/identity-provider.ts';
import { MessageTemplate } from './configuration/message-template.ts';
import { MobileAuthenticationType } from './configuration/mobile-authentication-type.ts';
import { OutgoingProxy } from './configuration/outgoing-proxy.ts';
import { PushConfiguration } from './configuration/push-configuration.ts';
import { Setting } from './configuration/setting.ts';
import { SmsGateway } from './configuration/sms-gateway.ts';
import { SmtpServer } from './configuration/smtp-server.ts';
import { AppMessage } from './devices/app-message.ts';
import { CallbackAttempt } from './mobile-authentication/callback-attempt.ts';
import { CallbackDelivery } from './mobile-authentication/callback-delivery.ts';
import { Event } from './events/event.ts';
import { IdempotencyKey } from './idempotency/idempotency-key.ts';
import { KeptAnswer } from './idempotency/kept-answer.ts';
import { Message } from './messages/message.ts';
import { MessageReceipt } from './messages/message-receipt.ts';
import { Transaction } from './mobile-authentication/transaction.ts';
import { AuthenticatorKey } from './devices/authenticator-key.ts';
import { Device } from './devices/device.ts';
import { EnrollmentCode } from './devices/enrollment-code.ts';
import { KeyEnrollment } from './devices/key-enrollment.ts';
import { PushEnrollment } from './push/push-enrollment.ts';
import { Registration } from './devices/registration.ts';
import { FormerUsername } from './persons/former-username.ts';
import { SentContactCode } from './persons/sent-contact-code.ts';
import { MethodChange } from './persons/method-change.ts';
import { PersonEmail } from './persons/person-email.ts';
import { PersonPhone } from './persons/person-phone.ts';
import { Person } from './persons/person.ts';
import { ExternalIdentity } from './persons/external-identity.ts';
import { RecoveryCode } from './persons/recovery-code.ts';
import { ClaimDefinition } from './persons/claim-definition.ts';
import { PersonClaim } from './persons/person-claim.ts';
import { RoleAssignment } from './persons/role-assignment.ts';
import { SignInMethod } from './persons/sign-in-method.ts';
import { UserCode } from './persons/user-code.ts';
import { User } from './persons/user.ts';
import { ConsentEvent } from './tokens/consent-event.ts';
import { ConsentText } from './tokens/consent-text.ts';
import { Consent } from './tokens/consent.ts';
import { LogoutDelivery } from './tokens/logout-delivery.ts';
import { OauthArtifact } from './tokens/oauth-artifact.ts';
import { OauthClientSecret } from './tokens/oauth-client-secret.ts';
import { InitialAccessToken } from './tokens/initial-access-token.ts';
import { OauthClient } from './tokens/oauth-client.ts';
import { ProtectedResource } from './tokens/protected-resource.ts';
import { OauthGrant } from './tokens/oauth-grant.ts';
import { PairwiseSubject } from './tokens/pairwise-subject.ts';
import { SessionManagementToken } from './tokens/session-management-token.ts';
import { RateLimit } from './rate-limits/rate-limit.ts';
import { SigningKey } from './tokens/signing-key.ts';
import { UsedProof } from './idempotency/used-proof.ts';

/** Every table. A new entity is added here and gets a migration (`node dev/create-migration.ts`). */
export const allEntities = [
  ApiClient,
  Application,
  ApplicationVersion,
  FormerServerKey,
  PushConfiguration,
  MobileAuthenticationType,
  MessageTemplate,
  CallbackEndpoint,
  GeolocationService,
  OutgoingProxy,
  Setting,
  SmsGateway,
  SmtpServer,
  IdentityProvider,
  User,
  Person,
  PersonEmail,
  PersonPhone,
  ClaimDefinition,
  PersonClaim,
  RoleAssignment,
  FormerUsername,
  SignInMethod,
  RecoveryCode,
  ExternalIdentity,
  SentContactCode,
  MethodChange,
  UserCode,
  Device,
  Registration,
  AuthenticatorKey,
  KeyEnrollment,
  PushEnrollment,
  EnrollmentCode,
  Transaction,
  CallbackDelivery,
  CallbackAttempt,
  Event,
  IdempotencyKey,
  Message,
  MessageReceipt,
  AppMessage,
  KeptAnswer,
  InitialAccessToken,
  OauthClient,
  OauthClientSecret,
  ProtectedResource,
  OauthGrant,
  Consent,
  ConsentEvent,
  ConsentText,
  OauthArtifact,
  LogoutDelivery,
  SessionManagementToken,
  PairwiseSubject,
  UsedProof,
  SigningKey,
  RateLimit,
  EncryptionKey,
  AuthenticationFlow,
  AuthenticationChallenge,
  AuthenticationPolicyRow,
  BackchannelRequest,
  KnownDevices,
  BrowserAccount,
  ProviderTest,
  TrustedDevice,
  ActionToken,
];
