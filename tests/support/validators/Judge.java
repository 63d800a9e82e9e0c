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
 * Asks veraPDF whether files are what they say: java Judge FLAVOUR,... FILE...
 * Prints a line of JSON for each file and flavour, in that order; a failed rule is told once, with its first failure.
 */
public class Judge {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ObjectMapper json = new ObjectMapper();
        for (String file : List.of(arguments).subList(1, arguments.length)) {
            for (String flavour : arguments[0].split(",")) {
                System.out.println(json.writeValueAsString(verdict(new File(file), PDFAFlavour.fromString(flavour))));
            }
        }
    }

    private static Map<String, Object> verdict(File file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<RuleId, Object> failures = new LinkedHashMap<>();
            for (TestAssertion each : result.getTestAssertions()) {
                if (each.getStatus() == TestAssertion.Status.FAILED) {
                    failures.putIfAbsent(each.getRuleId(), Map.of(
                            "clause", each.getRuleId().getClause(),
                            "test", each.getRuleId().getTestNumber(),
                            "times", result.getFailedChecks().get(each.getRuleId()),
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
