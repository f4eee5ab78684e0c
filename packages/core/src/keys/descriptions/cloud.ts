/** Clouds in general, Azure and Google. */
export const cloud: Readonly<Record<string, string>> = {
  CLOUD_METADATA_WHEN_CHALKED:
    'Cloud facts of the machine that made the mark. Deprecated: the single keys of each provider say more.',
  _OP_CLOUD_METADATA:
    'Cloud facts of the machine that ran the operation. Deprecated: the single keys of each provider say more.',
  _OP_CLOUD_SYS_VENDOR:
    'Vendor of the machine as its firmware states it, which gives the cloud provider away.',
  _OP_CLOUD_PROVIDER: 'Cloud that the operation ran in: `aws`, `azure` or `gcp`.',
  _OP_CLOUD_PROVIDER_ACCOUNT_INFO:
    'Whose account it was: the account number in AWS, the subscription in Azure, the service account in GCP.',
  _OP_CLOUD_PROVIDER_REGION: 'Region of the cloud in which the operation ran.',
  _OP_CLOUD_PROVIDER_IP: 'Public IPv4 address of the cloud machine.',
  _OP_CLOUD_PROVIDER_INSTANCE_TYPE: 'Kind of cloud machine, such as `t2.medium`.',
  _OP_CLOUD_PROVIDER_TAGS: 'Tags on the cloud machine.',
  _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'Service that the machine belongs to, such as `ec2`, `ecs` or `eks`.',
  _AZURE_INSTANCE_METADATA: "The whole answer of Azure's instance metadata service.",
  _GCP_INSTANCE_METADATA:
    "Everything that Google's metadata server tells of the instance. It may hold start-up scripts.",
  _GCP_PROJECT_METADATA:
    "Everything that Google's metadata server tells of the project. It may hold keys of users.",
}
