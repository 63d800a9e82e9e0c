import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Validates PDF files: java VeraPdf FLAVOR,... FILE...
 * Prints a line of JSON for each file and flavor, in that order; each broken rule is there once, with its first failure.
 */
public class VeraPdf {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ObjectMapper json = new ObjectMapper();
        for (String file : List.of(arguments).subList(1, arguments.length)) {
            for (String flavor : arguments[0].split(",")) {
                System.out.println(json.writeValueAsString(validate(new File(file), PDFAFlavour.fromString(flavor))));
            }
        }
    }

    private static Map<String, Object> validate(File file, PDFAFlavour flavor) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavor);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavor, false)) {
            ValidationResult result = validator.validate(parser);
            Map<RuleId, Object> failures = new LinkedHashMap<>();
            for (TestAssertion each : result.getTestAssertions()) {
                if (each.getStatus() == TestAssertion.Status.FAILED) {
                    failures.putIfAbsent(each.getRuleId(), Map.of(
                            "clause", each.getRuleId().getClause(),
                            "test", each.getRuleId().getTestNumber(),
                            "count", result.getFailedChecks().get(each.getRuleId()),
                            "message", each.getMessage(),
                            "context", each.getLocation().getContext()));
                }
            }
            return Map.of(
                    "compliant", result.isCompliant(),
                    "checks", result.getTotalAssertions(),
                    "failures", failures.values());
        }
    }
}
