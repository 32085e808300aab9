//! The partitions of AWS: groups of regions and accounts that know nothing of each other.

/// A partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Partition {
    /// `aws`.
    #[default]
    Aws,
    /// `aws-cn`.
    China,
    /// `aws-us-gov`.
    GovCloud,
}

impl Partition {
    /// The partition of a region.
    pub(super) fn of_region(region: &str) -> Self {
        match region {
            region if region.starts_with("cn-") => Partition::China,
            region if region.starts_with("us-gov-") => Partition::GovCloud,
            _ => Partition::Aws,
        }
    }

    /// Its name in an ARN.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Partition::Aws => "aws",
            Partition::China => "aws-cn",
            Partition::GovCloud => "aws-us-gov",
        }
    }
}
